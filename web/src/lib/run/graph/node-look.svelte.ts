import { untrack } from 'svelte';
import type { GraphStep } from './model.js';

/**
 * What the node of a step shows. xyflow holds it and never looks into it: a step that changes is drawn anew, and nothing else of the graph is looked at.
 */
export class NodeLook {
  step: GraphStep;
  selected: boolean;

  constructor(step: GraphStep, selected: boolean) {
    this.step = $state.raw(step);
    this.selected = $state(selected);
  }

  show(step: GraphStep, selected: boolean): void {
    if (JSON.stringify(step) !== JSON.stringify(untrack(() => this.step))) this.step = step;
    this.selected = selected;
  }
}

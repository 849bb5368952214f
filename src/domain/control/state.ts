import type { ControlScope } from './events.js';

export interface OpenHalt {
  readonly haltId: string;
  readonly scope: ControlScope;
  readonly reason: string;
}

/** The fold of `control`; plain JSON. */
export interface Control {
  /** At most one per scope. */
  open: OpenHalt[];
  /** Ids of halts that were lifted. */
  readonly lifted: string[];
}

/** The halt that keeps a workflow from starting and dispatching: of everything, else its own; undefined when there is none. */
export const haltOf = (control: Control, workflowId: string): OpenHalt | undefined =>
  control.open.find(({ scope }) => scope.kind === 'everything') ??
  control.open.find(({ scope }) => scope.kind === 'workflow' && scope.id === workflowId);

export const isHalted = (control: Control, workflowId: string): boolean => haltOf(control, workflowId) !== undefined;

export const sameScope = (a: ControlScope, b: ControlScope): boolean =>
  a.kind === 'workflow' ? b.kind === 'workflow' && a.id === b.id : b.kind === 'everything';

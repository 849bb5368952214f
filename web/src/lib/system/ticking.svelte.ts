import type { Resource } from '../live/resource.svelte.js';

/** Reads again each `ms` while the component lives and somebody looks: for what changes without an event. `ms` is tracked. */
export function ticking(read: Resource<unknown>, ms: () => number): void {
  $effect(() => {
    const timer = setInterval(() => !document.hidden && read.refresh(), ms());
    return () => clearInterval(timer);
  });
}

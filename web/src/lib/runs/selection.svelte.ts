import { SvelteSet } from 'svelte/reactivity';

/** Which runs of the list are selected; or everything that matches. */
export class Selection {
  /** All that match the filter, also what is not loaded. */
  everything = $state(false);
  private readonly chosen = new SvelteSet<string>();
  private last = -1;

  get size(): number {
    return this.chosen.size;
  }
  get ids(): readonly string[] {
    return [...this.chosen];
  }
  has(id: string): boolean {
    return this.everything || this.chosen.has(id);
  }
  set(id: string, index: number, on: boolean): void {
    this.everything = false;
    this.last = index;
    if (on) this.chosen.add(id);
    else this.chosen.delete(id);
  }
  toggle(id: string): void {
    this.everything = false;
    if (!this.chosen.delete(id)) this.chosen.add(id);
  }
  /** From the one that was last clicked to this one. */
  range(ids: readonly string[], index: number, on: boolean): void {
    const from = Math.min(this.last < 0 ? index : this.last, index);
    const to = Math.max(this.last < 0 ? index : this.last, index);
    for (let at = from; at <= to; at += 1) {
      const id = ids[at];
      if (id !== undefined) this.set(id, index, on);
    }
  }
  all(ids: readonly string[]): void {
    for (const id of ids) this.chosen.add(id);
  }
  clear(): void {
    this.everything = false;
    this.chosen.clear();
    this.last = -1;
  }
}

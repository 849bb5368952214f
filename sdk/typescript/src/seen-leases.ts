/**
 * Leases that were finished, so that a second dispatch of one is dropped. Bounded: two generations, of which the older
 * is forgotten when the younger is full; it remembers the last `size` at least and twice as many at most.
 */
export class SeenLeases {
  private young = new Set<string>();
  private old = new Set<string>();

  constructor(private readonly size: number) {}

  add(leaseId: string): void {
    if (this.young.size >= this.size) {
      this.old = this.young;
      this.young = new Set();
    }
    this.young.add(leaseId);
  }

  has(leaseId: string): boolean {
    return this.young.has(leaseId) || this.old.has(leaseId);
  }
}

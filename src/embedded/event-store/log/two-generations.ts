/**
 * A map of bounded size that forgets what was not used for a while: a young and an old generation. What is found in the old one
 * becomes young again; when the young one is full, it becomes the old one and the old one is dropped (but for what must be kept).
 */
export class TwoGenerations<K, V> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();

  constructor(
    private readonly generationSize: number,
    private readonly mustKeep: (value: V) => boolean = () => false,
  ) {}

  get(key: K): V | undefined {
    const young = this.young.get(key);
    if (young !== undefined) return young;
    const old = this.old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: K, value: V): void {
    if (this.young.size >= this.generationSize) this.turn();
    this.young.set(key, value);
  }

  private turn(): void {
    const next = new Map<K, V>();
    for (const [key, value] of this.old) if (this.mustKeep(value) && !this.young.has(key)) next.set(key, value);
    this.old = this.young;
    this.young = next;
  }
}

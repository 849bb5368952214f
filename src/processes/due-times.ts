/** Due times are kept by this many milliseconds: setting one costs two set operations, whatever the number of runs. */
const BUCKET_MS = 50;

/** Which streams are due when. Only "look at it": what is due there, its state says. */
export class DueTimes {
  readonly #bucketOf = new Map<string, number>();
  readonly #buckets = new Map<number, Set<string>>();

  set(stream: string, due: number | undefined): void {
    const bucket = due === undefined ? undefined : Math.ceil(due / BUCKET_MS);
    const before = this.#bucketOf.get(stream);
    if (before === bucket) return;
    if (before !== undefined) this.#remove(before, stream);
    if (bucket === undefined) {
      this.#bucketOf.delete(stream);
      return;
    }
    this.#bucketOf.set(stream, bucket);
    const streams = this.#buckets.get(bucket);
    if (streams) streams.add(stream);
    else this.#buckets.set(bucket, new Set([stream]));
  }

  /** When it is due, to the next bucket; undefined when it is not known to be. */
  get(stream: string): number | undefined {
    const bucket = this.#bucketOf.get(stream);
    return bucket === undefined ? undefined : bucket * BUCKET_MS;
  }

  #remove(bucket: number, stream: string): void {
    const streams = this.#buckets.get(bucket);
    streams?.delete(stream);
    if (streams?.size === 0) this.#buckets.delete(bucket);
  }

  /** The streams that are due, earliest first; they are no longer kept. */
  take(now: number): string[] {
    const last = Math.floor(now / BUCKET_MS);
    const due = [...this.#buckets.keys()].filter((bucket) => bucket <= last).sort((a, b) => a - b);
    const streams: string[] = [];
    for (const bucket of due) {
      for (const stream of this.#buckets.get(bucket) ?? []) {
        streams.push(stream);
        this.#bucketOf.delete(stream);
      }
      this.#buckets.delete(bucket);
    }
    return streams;
  }

  get size(): number {
    return this.#bucketOf.size;
  }
}

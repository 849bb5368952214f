/** What is counted and measured, for whoever looks (Prometheus). Names are snake_case and begin with `mc_`. */
export interface Metrics {
  /** Counts up. The same name again is the same counter. */
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  /** A distribution, in seconds unless the name says otherwise. */
  histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram;
  /** A value that is asked for when somebody looks; one that rejects is left out. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
}
export interface Counter {
  add(amount?: number, labels?: Readonly<Record<string, string>>): void;
}
export interface Histogram {
  observe(value: number, labels?: Readonly<Record<string, string>>): void;
}

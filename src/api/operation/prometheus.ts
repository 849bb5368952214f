import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type * as port from '../../domain/kernel/metrics.js';

/** Metrics for Prometheus; one per process, with the process's own (CPU, memory, event loop). */
export class PrometheusMetrics implements port.Metrics {
  private readonly registry = new Registry();
  private readonly counters = new Map<string, port.Counter>();
  private readonly histograms = new Map<string, port.Histogram>();

  constructor(options: { readonly processMetrics?: boolean } = {}) {
    if (options.processMetrics !== false) collectDefaultMetrics({ register: this.registry });
  }

  counter(name: string, help: string, labels: readonly string[] = []): port.Counter {
    const known = this.counters.get(name);
    if (known) return known;
    const counter = new Counter({ name, help, labelNames: [...labels], registers: [this.registry] });
    const own: port.Counter = { add: (amount = 1, values = {}) => counter.inc({ ...values }, amount) };
    this.counters.set(name, own);
    return own;
  }

  histogram(name: string, help: string, buckets: readonly number[], labels: readonly string[] = []): port.Histogram {
    const known = this.histograms.get(name);
    if (known) return known;
    const histogram = new Histogram({
      name,
      help,
      buckets: [...buckets],
      labelNames: [...labels],
      registers: [this.registry],
    });
    const own: port.Histogram = { observe: (value, values = {}) => histogram.observe({ ...values }, value) };
    this.histograms.set(name, own);
    return own;
  }

  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        try {
          this.set(await read());
        } catch {
          // A store that is away must not hide every other figure.
          this.remove();
        }
      },
    });
  }

  /** The text that Prometheus scrapes. */
  async text(): Promise<{ readonly contentType: string; readonly body: string }> {
    return { contentType: this.registry.contentType, body: await this.registry.metrics() };
  }
}

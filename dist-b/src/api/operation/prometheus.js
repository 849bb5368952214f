import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
class PrometheusMetrics {
  registry = new Registry();
  counters = /* @__PURE__ */ new Map();
  histograms = /* @__PURE__ */ new Map();
  constructor(options = {}) {
    options.processMetrics !== !1 && collectDefaultMetrics({ register: this.registry });
  }
  counter(name, help, labels = []) {
    const known = this.counters.get(name);
    if (known) return known;
    const counter = new Counter({ name, help, labelNames: [...labels], registers: [this.registry] }), own = { add: (amount = 1, values = {}) => counter.inc({ ...values }, amount) };
    return this.counters.set(name, own), own;
  }
  histogram(name, help, buckets, labels = []) {
    const known = this.histograms.get(name);
    if (known) return known;
    const histogram = new Histogram({
      name,
      help,
      buckets: [...buckets],
      labelNames: [...labels],
      registers: [this.registry]
    }), own = { observe: (value, values = {}) => histogram.observe({ ...values }, value) };
    return this.histograms.set(name, own), own;
  }
  gauge(name, help, read) {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        try {
          this.set(await read());
        } catch {
          this.remove();
        }
      }
    });
  }
  /** The text that Prometheus scrapes. */
  async text() {
    return { contentType: this.registry.contentType, body: await this.registry.metrics() };
  }
}
export {
  PrometheusMetrics
};
//# sourceMappingURL=prometheus.js.map

var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Inject, Injectable } from "@nestjs/common";
import { Health } from "./operation/health.js";
import { rebuildView } from "./rebuild-view.js";
import { GROUPS, READS, SYSTEM } from "./ports.js";
import { messageOf } from "../domain/kernel/errors.js";
const PATIENCE_MS = 2e3, WINDOW_MS = 6e4;
let SystemState = class {
  constructor(health, reads, probe) {
    this.health = health;
    this.reads = reads;
    this.probe = probe;
    this.delays.enable();
  }
  health;
  reads;
  probe;
  delays = monitorEventLoopDelay({ resolution: 20 });
  since = performance.now();
  onModuleDestroy() {
    this.delays.disable();
  }
  async now() {
    const { probe } = this, [{ status }, eventStore, postgres, readModels] = await Promise.all([
      this.health.readiness(),
      storeState(probe.embedded.eventStore, () => probe.eventStore()),
      storeState(probe.embedded.postgres, () => this.reads.about()),
      Promise.all(GROUPS.map((group) => this.group(group)))
    ]), { rss, heapUsed } = process.memoryUsage(), { user, system } = process.cpuUsage();
    return {
      status,
      server: {
        version: probe.version,
        node: process.versions.node,
        bootId: probe.bootId,
        startedAt: new Date(probe.startedAt).toISOString(),
        uptimeMs: Math.round(process.uptime() * 1e3),
        memory: { rssBytes: rss, heapUsedBytes: heapUsed },
        cpuSeconds: Math.round((user + system) / 1e3) / 1e3,
        eventLoopDelayMs: this.eventLoopDelay()
      },
      stores: { eventStore, postgres },
      readModels,
      processes: probe.processes().map((one) => ({ ...one, figures: { ...one.figures } }))
    };
  }
  /** 99th percentile since the window began; a new window begins when it is asked for after a minute. */
  eventLoopDelay() {
    const nanoseconds = this.delays.percentile(99);
    return performance.now() - this.since > WINDOW_MS && (this.delays.reset(), this.since = performance.now()), Number.isFinite(nanoseconds) ? Math.round(nanoseconds / 1e4) / 100 : 0;
  }
  async group(name) {
    const status = await this.reads.status(name), now = Date.now(), behind = status.end === null ? void 0 : this.probe.behind(BigInt(status.position), now), level = status.lag === "0";
    return {
      group: name,
      state: status.state,
      position: status.position,
      logEnd: status.end,
      lagPositions: status.lag,
      lagEvents: behind === void 0 ? null : level ? 0 : behind.events ?? null,
      lagMs: behind === void 0 ? null : level ? 0 : behind.ms ?? null,
      format: status.format,
      schema: status.schema,
      epoch: status.epoch,
      rebuild: rebuildView(status, now),
      parkedStreams: status.parkedStreams,
      parkedEvents: status.parkedEvents,
      deadLettered: status.deadLettered.length,
      skipped: status.skippedTypes.map((skipped) => ({ ...skipped })),
      problem: status.problem
    };
  }
};
SystemState = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(Health)),
  __decorateParam(1, Inject(READS)),
  __decorateParam(2, Inject(SYSTEM))
], SystemState);
async function storeState(embedded, ask) {
  const kind = embedded ? "embedded" : "external", patience = new AbortController(), start = performance.now();
  try {
    const answer = await Promise.race([
      ask(),
      sleep(PATIENCE_MS, void 0, { signal: patience.signal }).then(() => {
      })
    ]);
    if (answer === void 0) throw new Error(`no answer within ${PATIENCE_MS} ms`);
    const latencyMs = Math.round((performance.now() - start) * 100) / 100;
    return { reachable: !0, kind, version: answer.version, latencyMs, detail: null };
  } catch (error) {
    const detail = messageOf(error);
    return { reachable: !1, kind, version: null, latencyMs: null, detail };
  } finally {
    patience.abort();
  }
}
export {
  SystemState
};
//# sourceMappingURL=system-state.js.map

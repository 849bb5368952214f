class Pulse {
  constructor(works, on) {
    this.works = works;
    this.on = on;
  }
  works;
  on;
  gatewayMs;
  lastBeat = 0;
  timer;
  start(heartbeatMs) {
    this.gatewayMs = heartbeatMs, this.lastBeat = performance.now(), this.changed();
  }
  /** Something came to work. */
  changed() {
    this.gatewayMs !== void 0 && (this.timer ??= setInterval(() => this.tick(this.gatewayMs ?? 100), 100));
  }
  stop() {
    clearInterval(this.timer), this.timer = void 0, this.gatewayMs = void 0;
  }
  tick(gatewayMs) {
    let interval = gatewayMs;
    const now = Date.now();
    for (const work of this.works.values())
      interval = Math.min(interval, work.task.heartbeatMs / 3), work.deadlineMs <= now && !work.aborted?.aborted && this.on.overdue(work);
    performance.now() - this.lastBeat < interval - 100 / 2 || (this.lastBeat = performance.now(), this.on.beat());
  }
}
export {
  Pulse
};
//# sourceMappingURL=pulse.js.map

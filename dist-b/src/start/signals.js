function onStopSignals(first, again) {
  let firstAt;
  const stop = () => {
    firstAt = performance.now(), first();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(name, () => {
      firstAt === void 0 ? stop() : performance.now() - firstAt > 500 && again();
    });
  if (process.env.npm_lifecycle_event !== void 0) {
    const parent = process.ppid, timer = setInterval(() => {
      process.ppid !== parent && (clearInterval(timer), firstAt === void 0 && stop());
    }, 500).unref();
  }
}
export {
  onStopSignals
};
//# sourceMappingURL=signals.js.map

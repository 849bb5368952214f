function nestLog(logger) {
  const at = (level) => (message, ...more) => logger[level]({ nest: more.filter((it) => it !== void 0) }, String(message));
  return {
    log: at("debug"),
    debug: at("debug"),
    verbose: at("debug"),
    warn: at("warn"),
    error: at("error"),
    fatal: at("error")
  };
}
export {
  nestLog
};
//# sourceMappingURL=nest-log.js.map

const stderrLog = {
  debug: () => {
  },
  info: () => {
  },
  warn: (fields, message) => write("warn", fields, message),
  error: (fields, message) => write("error", fields, message)
};
function write(level, fields, message) {
  process.stderr.write(`${JSON.stringify({ level, time: (/* @__PURE__ */ new Date()).toISOString(), message, ...fields })}
`);
}
export {
  stderrLog
};
//# sourceMappingURL=log.js.map

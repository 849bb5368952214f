import {} from "./supervisor.js";
function screen(output, variables) {
  output.on("error", () => {
  });
  const colour = output.isTTY && !variables.NO_COLOR && variables.TERM !== "dumb", style = (code) => (text) => colour ? `\x1B[${code}m${text}\x1B[0m` : text, faint = style(2), line = (text = "") => {
    output.write(`${text}
`);
  };
  return {
    line,
    faint,
    strong: style(1),
    async stage(name, work, outcome) {
      const started = performance.now(), label = `  ${name.padEnd(18)}`;
      output.isTTY && output.write(`${label}${faint("...")}`);
      const clear = output.isTTY ? "\r\x1B[K" : "";
      try {
        const result = await work();
        return line(`${clear}${label}${outcome(result)} ${faint(`(${seconds(performance.now() - started)})`)}`), result;
      } catch (error) {
        throw output.write(clear), error;
      }
    },
    report(event) {
      event.type === "ended" ? line(`  ${event.name} ended (${event.how}); it is started again in ${seconds(event.restartInMs)}`) : line(`  ${event.name} runs again after ${seconds(event.afterMs)} (pid ${event.pid})`);
    }
  };
}
function seconds(milliseconds) {
  return `${(milliseconds / 1e3).toFixed(1)} s`;
}
export {
  screen
};
//# sourceMappingURL=screen.js.map

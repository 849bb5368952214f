import { styles } from "./style.js";
function terminal(around, options) {
  const { stdout, stderr, env } = around, colour = options.color !== !1 && wantsColour(stdout, env);
  return {
    style: styles(colour),
    json: options.json === !0,
    utc: options.utc === !0,
    columns: columnsOf(stdout, env),
    unicode: speaksUnicode(env),
    now: () => around.now(),
    line: (text = "") => {
      stdout.write(`${text}
`);
    },
    note: (text) => {
      stderr.write(`${text}
`);
    },
    data: (value, form = "document") => {
      stdout.write(`${form === "line" ? JSON.stringify(value) : JSON.stringify(value, null, 2)}
`);
    }
  };
}
function wantsColour(output, env) {
  return env.NO_COLOR ? !1 : env.FORCE_COLOR !== void 0 && env.FORCE_COLOR !== "" ? env.FORCE_COLOR !== "0" : output.isTTY === !0 && env.TERM !== "dumb";
}
function columnsOf(output, env) {
  const asked = Number(env.COLUMNS), columns = output.columns ?? (Number.isInteger(asked) && asked > 0 ? asked : 100);
  return Math.max(40, columns);
}
function speaksUnicode(env) {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return env.TERM !== "linux" && (locale === "" || /utf-?8/i.test(locale));
}
export {
  columnsOf,
  terminal,
  wantsColour
};
//# sourceMappingURL=terminal.js.map

import { width } from "../style.js";
const HIDE_CURSOR = "\x1B[?25l", SHOW_CURSOR = "\x1B[?25h", CLEAR_REST_OF_LINE = "\x1B[K", CLEAR_BELOW = "\x1B[J", BEGIN_UPDATE = "\x1B[?2026h", END_UPDATE = "\x1B[?2026l", NO_WRAP = "\x1B[?7l", WRAP = "\x1B[?7h";
function canvas(output) {
  let drawn = [], columns = output.columns, open = !1;
  const clearAfter = (line) => width(line) < (output.columns ?? 1 / 0) ? CLEAR_REST_OF_LINE : "";
  return {
    draw(lines) {
      const resized = columns !== output.columns;
      if (columns = output.columns, open && !resized && same(lines, drawn)) return;
      let text = BEGIN_UPDATE;
      open || (text += HIDE_CURSOR + NO_WRAP), drawn.length > 0 && (text += `\x1B[${drawn.length}A\r`), lines.forEach((line, i) => {
        text += open && !resized && line === drawn[i] ? `
` : `${line}${clearAfter(line)}
`;
      }), text += `${CLEAR_BELOW}${END_UPDATE}`, output.write(text), drawn = lines, open = !0;
    },
    end() {
      open && (open = !1, drawn = [], output.write(WRAP + SHOW_CURSOR));
    }
  };
}
const same = (a, b) => a.length === b.length && a.every((line, i) => line === b[i]);
export {
  canvas
};
//# sourceMappingURL=draw.js.map

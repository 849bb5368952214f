import { Failure } from "./failure.js";
import {} from "./exit-codes.js";
import { clipMiddle, plain } from "./style.js";
const MAX_MESSAGE = 600, told = (text) => clipMiddle(plain(text), MAX_MESSAGE);
function reportFailure(error, screen) {
  const failure = failureOf(error);
  if (screen.json)
    return screen.data(failure.more.answer ?? asProblem(failure)), failure.exit;
  for (const line of failureLines(failure, screen)) screen.note(line);
  return failure.exit;
}
function failureOf(error) {
  return error instanceof Failure ? error : error instanceof Error ? "syscall" in error && "path" in error ? new Failure("invalid", error.message) : new Failure("unexpected", error.stack ?? error.message) : new Failure("unexpected", String(error));
}
function failureLines(failure, screen) {
  const { style } = screen, { code, problems = [], hint } = failure.more, message = failure.exit === "unexpected" ? failure.message : told(failure.message), lines = [
    `${style.red(style.bold("error"))} ${message}${code === void 0 ? "" : ` ${style.faint(`[${code}]`)}`}`
  ];
  for (const problem of problems) lines.push(`  ${problemLine(problem, style)}`);
  return hint !== void 0 && lines.push(`${style.cyan("hint")}  ${hint}`), lines;
}
function problemLine(problem, style) {
  const place = problem.line === void 0 ? "" : `${problem.line}:${problem.column ?? 1}`;
  return [style.bold(told(problem.path)), style.faint(place), told(problem.message)].filter((part) => part !== "").join("  ");
}
function asProblem(failure) {
  return {
    type: "about:blank",
    title: failure.message,
    code: failure.more.code ?? `CLI.${failure.exit.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
    detail: failure.message,
    ...failure.more.problems === void 0 ? {} : { problems: failure.more.problems }
  };
}
export {
  failureLines,
  problemLine,
  reportFailure
};
//# sourceMappingURL=report-failure.js.map

import { formatUsd } from "../../domain/kernel/money.js";
import { clip, clipStyled, pad, plain, width } from "../style.js";
import { formatDistance, formatDuration, formatElapsed } from "../time.js";
import { byKey, endedAs, layersOf, openDependencies } from "./picture.js";
import { STEP_WORD_WIDTH, stepSign } from "./signs.js";
const SPINNER = ["\u280B", "\u2819", "\u2839", "\u2838", "\u283C", "\u2834", "\u2826", "\u2827", "\u2807", "\u280F"];
function stepLines(picture, view, room = 1 / 0) {
  const shown = choose(picture.steps, room), layers = layersOf(picture.steps).map((layer) => layer.filter((step) => shown.has(step))).filter((layer) => layer.length > 0), lookup = byKey(picture.steps), rows = layers.flatMap(
    (layer) => layer.map((step, i) => ({ step, bracket: bracket(i, layer.length, view.unicode) }))
  ), nameWidth = Math.min(
    Math.max(4, ...rows.map(({ step }) => width(plain(step.stepKey)))),
    Math.max(12, Math.floor(view.columns * 0.3))
  ), agentWidth = Math.min(
    18,
    Math.max(0, ...rows.map(({ step }) => isShown(step.agent) ? width(plain(step.agent ?? "")) : 0))
  ), costWidth = Math.max(0, ...rows.map(({ step }) => costOf(step).length)), lines = rows.map(
    ({ step, bracket: mark }) => clipStyled(stepLine(step, mark, { nameWidth, agentWidth, costWidth }, { picture, lookup, view }), view.columns)
  ), rest = picture.steps.filter((step) => !shown.has(step));
  return rest.length > 0 && lines.push(view.style.faint(clip(`   \u2026 ${rest.length} more: ${countByState(rest)}`, view.columns))), lines;
}
const isShown = (text) => text !== void 0 && text !== "";
function bracket(i, of, unicode) {
  return of === 1 ? " " : i === 0 ? unicode ? "\u256D" : "/" : i === of - 1 ? unicode ? "\u2570" : "\\" : unicode ? "\u2502" : "|";
}
function stepLine(step, mark, widths, { picture, lookup, view }) {
  const { style } = view, open = openDependencies(step, lookup), ready = step.status === "pending" && open.length === 0 && picture.run.status === "running", isOver = step.status === "pending" && endedAs(picture.run) !== void 0, sign = stepSign(isOver ? "notReached" : ready ? "ready" : step.status), icon = view.unicode ? step.status === "running" ? spinner(view.now) : sign.icon : sign.plainIcon, name = pad(clip(plain(step.stepKey), widths.nameWidth), widths.nameWidth + 1), word = pad(sign.word, STEP_WORD_WIDTH), attempt = pad(step.attempt > 0 ? `#${step.attempt}` : "", 3), agent = pad(clip(plain(step.agent ?? ""), widths.agentWidth), widths.agentWidth), elapsed = pad(elapsedOf(step, view.now), 7, "right"), note = isOver ? "" : noteOf(step, open, ready, view.now), cost = step.costNano === 0n && note !== "" ? [] : [pad(costOf(step), widths.costWidth, "right")], quiet = step.status === "pending" && !ready;
  return [
    style.faint(mark),
    style[sign.colour](icon),
    quiet ? style.faint(name) : name,
    style[sign.colour](word),
    // A step that has not begun has no attempt, agent or time: what it waits for takes their place.
    ...step.attempt === 0 && note !== "" ? [style.faint(note)] : [attempt, style.faint(agent), elapsed, ...cost, style.faint(note)]
  ].join(" ").trimEnd();
}
const costOf = (step) => step.costNano === 0n ? "" : formatUsd(step.costNano);
function spinner(now) {
  return SPINNER[Math.floor(now / 250) % SPINNER.length] ?? "\u25B6";
}
function elapsedOf(step, now) {
  return step.startedAt === void 0 ? "" : step.endedAt !== void 0 ? formatDuration(Date.parse(step.endedAt) - Date.parse(step.startedAt)) : step.status === "running" ? formatElapsed(now - Date.parse(step.startedAt)) : "";
}
function noteOf(step, open, ready, now) {
  switch (step.status) {
    case "running":
      return [step.progress?.percent === void 0 ? "" : `${Math.round(step.progress.percent)} %`, plain(step.progress?.message ?? "")].filter((part) => part !== "").join(" ");
    case "pending":
      return ready ? `waits for an agent (${plain(step.capability)})` : open.length > 0 ? `after ${open.map(plain).join(", ")}` : "";
    case "approved":
      return `waits for an agent (${plain(step.capability)})`;
    case "awaitingRetry":
      return [step.retryAt === void 0 ? "" : formatDistance(step.retryAt, now), plain(step.error ?? "")].filter((part) => part !== "").join(": ");
    case "awaitingApproval":
      return `${step.tier} step`;
    case "completed":
      return "";
    default:
      return plain(step.error ?? "");
  }
}
function choose(steps, room) {
  if (steps.length <= room) return new Set(steps);
  const rank = (step) => {
    switch (step.status) {
      case "deadLetter":
      case "failed":
      case "awaitingApproval":
      case "awaitingBudget":
      case "abandoned":
        return 0;
      case "running":
      case "approved":
        return 1;
      case "awaitingRetry":
        return 2;
      case "pending":
        return 4;
      default:
        return 3;
    }
  }, ended = (step) => step.endedAt === void 0 ? 0 : Date.parse(step.endedAt), ranked = steps.map((step, order) => ({ step, order })).sort((a, b) => rank(a.step) - rank(b.step) || ended(b.step) - ended(a.step) || a.order - b.order), places = Math.max(1, room - 1), pressing = ranked.filter(({ step }) => rank(step) < 3).slice(0, places), left = places - pressing.length, next = ranked.filter(({ step }) => rank(step) === 4), done = ranked.filter(({ step }) => rank(step) === 3), nextPlaces = Math.min(next.length, Math.max(left - done.length, Math.ceil(left / 3)));
  return new Set(
    [...pressing, ...next.slice(0, nextPlaces), ...done.slice(0, left - nextPlaces)].map(({ step }) => step)
  );
}
function countByState(steps) {
  const counts = /* @__PURE__ */ new Map();
  for (const step of steps) {
    const { word } = stepSign(step.status);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
}
export {
  stepLines
};
//# sourceMappingURL=steps-view.js.map

import { formatUsd } from "../../domain/kernel/money.js";
import { shortId } from "../references.js";
import { clipStyled, pad, plain, width, wrap } from "../style.js";
import { formatClock, formatDistance, formatDuration, formatElapsed } from "../time.js";
import { endedAs, isForPerson } from "./picture.js";
import { eventColour, runSign } from "./signs.js";
import { stepLines } from "./steps-view.js";
const EVENTS_SHOWN = 8;
function render(picture, link, view) {
  const head = [...headerLines(picture, link, view), ""], waits = waitLines(picture, view), tail = [...budgetLines(picture, view), ...waits.length > 0 ? ["", ...waits] : []], fixed = head.length + 1 + tail.length, room = view.rows === void 0 ? 1 / 0 : Math.max(12, view.rows - 1) - fixed, wanted = Math.min(EVENTS_SHOWN, picture.events.length), steps2 = stepLines(
    picture,
    view,
    Number.isFinite(room) ? Math.max(3, room - (wanted > 0 ? wanted + 2 : 0)) : room
  ), eventRoom = Number.isFinite(room) ? Math.max(0, Math.min(EVENTS_SHOWN, room - steps2.length - 2)) : EVENTS_SHOWN, events = eventLines(picture.events.slice(picture.events.length - Math.min(eventRoom, wanted)), view);
  return [...head, ...steps2, "", ...tail, ...events.length > 0 ? ["", ...events] : []].map(
    (line) => clipStyled(line, view.columns)
  );
}
function headerLines({ run, steps: steps2 }, link, view) {
  const { style } = view, sign = runSign(run.status), state = style[sign.colour](style.bold(`${view.unicode ? sign.icon : sign.plainIcon} ${sign.word}`)), took = (run.endedAt === void 0 ? view.now : Date.parse(run.endedAt)) - Date.parse(run.startedAt), elapsed = run.endedAt === void 0 ? formatElapsed(took) : formatDuration(took), done = steps2.filter((step) => step.status === "completed" || step.status === "skipped").length, left = `${style.bold(plain(run.workflowId))} ${style.faint(`v${run.version}`)}  ${state}  ${elapsed}  ${style.faint(`${done} of ${steps2.length} steps`)}`, right = link === "live" || endedAs(run) !== void 0 ? "" : linkText(link, view), gap = Math.max(2, view.columns - width(left) - width(right)), second = [
    `run ${run.runId}`,
    `by ${plain(run.operator)}`,
    ...run.source === void 0 ? [] : [`replay of ${shortId(run.source.runId)} at #${run.source.revision}`],
    ...run.deadlineAt !== void 0 && endedAs(run) === void 0 ? [`deadline ${formatDistance(run.deadlineAt, view.now)}`] : []
  ].join("  "), lines = [right === "" ? left : `${left}${" ".repeat(gap)}${right}`, style.faint(second)];
  return run.reason !== void 0 && run.reason !== "" && lines.push(...wrap(plain(run.reason), view.columns - 2).map((line) => style[sign.colour](`  ${line}`))), lines;
}
function linkText(link, view) {
  return link === "reconnecting" ? view.style.yellow("reconnecting \u2026") : view.style.faint("by polling");
}
function budgetLines({ run }, view) {
  const { spentNano, reservedNano, limitNano, limitTokens, spentTokens } = run.budget, { style } = view, parts = [`${formatUsd(spentNano)} spent`];
  reservedNano !== 0n && parts.push(`${formatUsd(reservedNano)} reserved`);
  const lines = [];
  if (limitNano === void 0) lines.push(`${style.faint("Cost  ")}  ${parts.join(" + ")}${style.faint(", no limit")}`);
  else {
    const used = limitNano === 0n ? 100 : Number((spentNano + reservedNano) * 1000n / limitNano) / 10, text = `${parts.join(" + ")} of ${formatUsd(limitNano)}`, percent = `${used.toFixed(used < 10 ? 1 : 0)} %`;
    lines.push(`${style.faint("Budget")}  ${meter(run.budget, limitNano, view)} ${pad(percent, 5, "right")}  ${text}`);
  }
  if (limitTokens !== void 0 || spentTokens > 0) {
    const limit = limitTokens === void 0 ? "" : ` of ${limitTokens.toLocaleString("en")}`;
    lines.push(`${style.faint("Tokens")}  ${spentTokens.toLocaleString("en")}${limit}`);
  }
  return lines;
}
function meter(budget, limitNano, view) {
  const cells = view.columns >= 100 ? 24 : 14, share = (nano) => nano >= limitNano ? cells : Math.min(cells - 1, Number((nano * BigInt(cells) + limitNano - 1n) / limitNano)), spent = share(budget.spentNano), reserved = Math.max(0, share(budget.spentNano + budget.reservedNano) - spent), free = Math.max(0, cells - spent - reserved), [solid, hatched, empty] = view.unicode ? ["\u2588", "\u2592", "\u2591"] : ["#", "=", "."], colour = budget.spentNano + budget.reservedNano > limitNano * 9n / 10n ? "red" : "green";
  return `${view.style[colour](solid.repeat(spent) + hatched.repeat(reserved))}${view.style.faint(empty.repeat(free))}`;
}
function waitLines(picture, view) {
  if (endedAs(picture.run) !== void 0) return [];
  const { style } = view, forPerson = picture.waits.filter(isForPerson), shown = forPerson.slice(0, 4), lines = [];
  if (shown.length > 0) {
    lines.push(style.yellow(style.bold("Waits for a person")));
    for (const wait of shown) {
      lines.push(`  ${describeWait(wait, picture, view)}`);
      for (const command of commandsFor(wait, picture)) lines.push(`    ${style.cyan(command)}`);
    }
    forPerson.length > shown.length && lines.push(style.faint(`  \u2026 and ${forPerson.length - shown.length} more`));
  }
  for (const [capability, count] of countDetails(picture.waits.filter((wait) => wait.kind === "agent")))
    lines.push(`${style.faint("Waits for an agent")} that offers ${plain(capability)} ${style.faint(steps(count))}`);
  for (const [limit, count] of countDetails(picture.waits.filter((wait) => wait.kind === "slot")))
    lines.push(`${style.faint("Waits for a free slot")} ${plain(limit)} ${style.faint(steps(count))}`);
  return lines;
}
const steps = (count) => `(${count} ${count === 1 ? "step" : "steps"})`;
function countDetails(waits) {
  const counts = /* @__PURE__ */ new Map();
  for (const wait of waits) counts.set(wait.detail ?? "", (counts.get(wait.detail ?? "") ?? 0) + 1);
  return counts;
}
function describeWait(wait, picture, view) {
  const step = picture.steps.find((each) => each.stepKey === wait.stepKey), key = plain(wait.stepKey ?? ""), until = wait.until === void 0 ? "" : view.style.faint(`, expires ${formatDistance(wait.until, view.now)}`);
  switch (wait.kind) {
    case "approval":
      return `${view.style.bold(key)} asks for approval${step === void 0 ? "" : ` (${step.tier})`}${until}`;
    case "budget":
      return `${key === "" ? "The run" : view.style.bold(key)} needs more budget${wait.detail === void 0 ? "" : ` (${plain(wait.detail)})`}${until}`;
    case "deadLetter":
      return `${view.style.bold(key)} is a dead letter${step?.error === void 0 ? "" : `: ${plain(step.error)}`}`;
    case "paused":
      return "The run is paused";
    case "halted":
      return `The run is halted${wait.detail === void 0 ? "" : ` (${plain(wait.detail)})`}`;
    default:
      return `${wait.kind} ${key}`;
  }
}
function commandsFor(wait, { run }) {
  switch (wait.kind) {
    case "approval": {
      const id = wait.approvalId ?? "";
      return [`missionctl approval approve ${id}`, `missionctl approval reject ${id}`];
    }
    case "budget":
      return [`missionctl run budget ${run.runId} --usd AMOUNT`];
    case "deadLetter":
      return [`missionctl deadletter retry ${run.runId} ${wait.stepKey ?? "STEP"}`, "  (or: skip, abandon)"];
    case "paused":
    case "halted":
      return [`missionctl run resume ${run.runId}`];
    default:
      return [];
  }
}
function eventLines(events, view) {
  if (events.length === 0) return [];
  const widths = {
    types: Math.max(...events.map((event) => event.type.length)),
    revisions: Math.max(...events.map((event) => String(event.revision).length)),
    steps: Math.min(28, Math.max(...events.map((event) => width(stepOf(event)))))
  };
  return [view.style.faint("Last events"), ...events.map((event) => `  ${eventLine(event, widths, view)}`)];
}
const USUAL_WIDTHS = { revisions: 4, types: 19, steps: 20 };
function stepOf({ stepKey, attempt }) {
  const key = plain(stepKey ?? "");
  return attempt !== void 0 && attempt > 1 ? `${key} #${attempt}` : key;
}
function eventLine(event, widths, view) {
  const colour = eventColour(event.type), type = pad(event.type, widths.types);
  return [
    view.style.faint(formatClock(event.at, view.utc)),
    view.style.faint(pad(String(event.revision), widths.revisions, "right")),
    colour === void 0 ? type : view.style[colour](type),
    pad(stepOf(event), widths.steps),
    view.style.faint(plain(event.actor))
  ].join("  ").trimEnd();
}
export {
  USUAL_WIDTHS,
  eventLine,
  render,
  waitLines
};
//# sourceMappingURL=render.js.map

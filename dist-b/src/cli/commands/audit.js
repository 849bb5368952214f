import { setTimeout as pause } from "node:timers/promises";
import { Option } from "commander";
import { AuditMark, AuditRunStatus } from "../../api/contract/audit.js";
import { endpoints } from "../../api/contract/endpoints.js";
import { resolveRun } from "../references.js";
import { plain } from "../style.js";
import { facts, table } from "../table.js";
import { formatInstant } from "../time.js";
import { collectList, examples, instant, nanoUsd, wholeNumber } from "./options.js";
import { usd } from "../words.js";
const POLL_MS = 1e3, PAGE = 500;
function auditCommands(program, act) {
  const audit = program.command("audit").description("every event of the system: search, causes (role auditor)"), find = audit.command("search", { isDefault: !0 }).description("search every event of every stream, newest first; `search` may be left out").option("-t, --text <words>", 'words that occur in it, or their beginnings; "in quotes": in this order; -not').option("--type <type>", "only these types of event: --type RunFailed,RunHalted", collectList).addOption(new Option("-m, --mark <mark>", `only these: ${AuditMark.options.join(", ")}`).argParser(collectList)).option("--stream <stream>", "a stream, or all of a kind: 'operator-*'").option("--run <run>", "a run's id, its first or last characters, or: last").option("--workflow <id>", "events of its versions and runs", collectList).option("--step <key>", "a step of a run").option("--agent <id>", "what an agent did, or was about it").option("--operator <id>", "what an operator did, or had done").option("--actor <id>", "who carried it out: an id, or operator, agent, system").addOption(new Option("--from <instant>", "not before").argParser(instant)).addOption(new Option("--to <instant>", "before").argParser(instant)).option("--min-usd <amount>", "charged at least this by one event").addOption(
    new Option("--status <status>", `events of runs that are now: ${AuditRunStatus.options.join(", ")}`).argParser(
      collectList
    )
  ).option("--min-run-usd <amount>", "events of runs that have cost at least this in all").option("--max-run-usd <amount>", "events of runs that have cost at most this in all").option("--before <position>", "older than this position").addOption(
    new Option("-n, --limit <count>", "at most so many").default(50).argParser((text) => wholeNumber(text, 1, 1e6))
  ).option("-f, --follow", "stay, and show what is new as it comes").action(act(async (cli, options) => search(cli, options)));
  examples(find, [
    'audit --text "wrong ledger"',
    "audit --mark decision,halt --from 2026-11-01 --json",
    "audit --run last --type StepFailed",
    "audit --status failed,cancelled --min-run-usd 2 --type RunStarted",
    "audit --mark failure --follow"
  ]), examples(
    audit.command("show").description("one event with its data, what led to it, and what it led to").argument("<position>", "its place in the log, as a search shows it").action(act(async (cli, position) => show(cli, position.replace(/^#/, "").replaceAll(",", "")))),
    ["audit show 1042"]
  );
}
async function search(cli, options) {
  const { screen, api } = cli, { limit, follow, minUsd, minRunUsd, maxRunUsd, run, ...rest } = options, filter = {
    ...rest,
    mark: rest.mark?.join(","),
    type: rest.type?.join(","),
    workflow: rest.workflow?.join(","),
    status: rest.status?.join(","),
    ...run === void 0 ? {} : { run: await resolveRun(api, run) },
    ...minUsd === void 0 ? {} : { minNanoUsd: nanoUsd(minUsd) },
    ...minRunUsd === void 0 ? {} : { minRunNanoUsd: nanoUsd(minRunUsd, "--min-run-usd") },
    ...maxRunUsd === void 0 ? {} : { maxRunNanoUsd: nanoUsd(maxRunUsd, "--max-run-usd") }
  };
  let left = limit, cursor, head;
  const found = [];
  do {
    const { value, raw } = await api.call(endpoints.searchAudit, {
      query: { ...filter, limit: Math.min(PAGE, left), ...cursor === void 0 ? {} : { cursor } }
    });
    if (screen.json && follow !== !0) for (const item of itemsOf(raw)) screen.data(item, "line");
    head ??= value.head, left -= value.items.length, found.push(...value.items), cursor = value.next;
  } while (cursor !== void 0 && left > 0);
  if (follow === !0) return following(cli, filter, found.toReversed(), head);
  if (!screen.json) {
    if (found.length === 0) return screen.line("Nothing found.");
    tell(cli, found), cursor !== void 0 && screen.line(screen.style.faint(`there is more: --limit ${limit * 2}, or --before ${found.at(-1)?.position ?? ""}`));
  }
}
async function following(cli, filter, found, head) {
  const { screen, api, around } = cli, say = (events) => {
    if (events.length !== 0)
      if (screen.json) for (const event of events) screen.data(event, "line");
      else tell(cli, events);
  };
  say(found);
  for (let after = head; ; ) {
    await pause(POLL_MS, void 0, { signal: around.interrupted });
    const events = [];
    let cursor, next = after;
    do {
      const query = { ...filter, after, limit: PAGE, ...cursor === void 0 ? {} : { cursor } }, { value } = await api.call(endpoints.searchAudit, { query });
      cursor === void 0 && (next = value.head), events.push(...value.items), cursor = value.next;
    } while (cursor !== void 0);
    say(events.toReversed()), after = next;
  }
}
const itemsOf = (raw) => typeof raw == "object" && raw !== null && "items" in raw && Array.isArray(raw.items) ? raw.items : [];
function tell({ screen }, events) {
  table(
    events,
    [
      { title: "POSITION", value: (each) => `#${each.position}`, align: "right" },
      { title: "TIME", value: (each) => formatInstant(each.at, screen.utc) },
      { title: "TYPE", value: (each) => each.type, paint: (cell, each, style) => paint(each.mark, cell, style) },
      { title: "ABOUT", value: aboutOf, shrinkTo: 16 },
      { title: "BY", value: (each) => each.actor.name, shrinkTo: 8 },
      { title: "WHAT", value: (each) => each.excerpt ?? each.summary, shrinkTo: 16 }
    ],
    screen
  ).forEach((line) => screen.line(line));
}
const aboutOf = (event) => event.runId === null ? event.stream : [`${event.workflowId ?? ""} \u2026${event.runId.slice(-6)}`, event.stepKey].filter((part) => part !== null).join(", ");
function paint(mark, text, style) {
  switch (mark) {
    case "failure":
      return style.red(text);
    case "decision":
      return style.yellow(text);
    case "halt":
      return style.bold(text);
    default:
      return text;
  }
}
async function show({ screen, api }, position) {
  const { value, raw } = await api.call(endpoints.getAuditEvent, { params: { position } });
  if (screen.json) return screen.data(raw);
  const { event, causes, sameCommand, effects, moreEffects, proof } = value, { style } = screen;
  facts(
    [
      ["event", `${paint(event.mark, event.type, style)}  #${event.position}`],
      ["what", event.summary === "" ? void 0 : plain(event.summary)],
      ["at", formatInstant(event.at, screen.utc)],
      ["by", plain(`${event.actor.name} (${event.actor.kind} ${event.actor.id})`)],
      ["for", event.operatorId === null || event.operatorId === event.actor.id ? void 0 : plain(event.operatorId)],
      ["stream", plain(`${event.stream} @ ${event.revision}`)],
      ["about", event.runId === null ? void 0 : plain(aboutOf(event))],
      ["charged", event.nanoUsd === null ? void 0 : usd(event.nanoUsd)],
      ["command", plain(event.commandId)],
      ["hash", `${proof.hash}, after ${proof.prev}`]
    ],
    style
  ).forEach((line) => screen.line(line)), links("why it exists", causes), links("recorded with it", sameCommand), links(moreEffects ? "what it led to, the first 50" : "what it led to", effects);
  for (const [title, part] of [
    ["data", value.data],
    ["metadata", value.metadata]
  ]) {
    screen.line(style.faint(`${title}:`));
    for (const line of JSON.stringify(part, null, 2).split(`
`)) screen.line(plain(line));
  }
  function links(title, found) {
    if (found.length !== 0) {
      screen.line(style.faint(`${title}:`));
      for (const link of found)
        screen.line(plain(`  #${link.position}  ${link.type}  by ${link.actor.name}  ${link.summary}`));
    }
  }
}
export {
  auditCommands
};
//# sourceMappingURL=audit.js.map

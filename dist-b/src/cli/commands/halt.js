import { Option } from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { pickOne, shortId } from "../references.js";
import { plain } from "../style.js";
import { table } from "../table.js";
import { formatDistance } from "../time.js";
import { examples, keyOption, reasonOption } from "./options.js";
import { counted } from "../words.js";
const STATUSES = ["open", "lifted", "all"];
function haltCommands(program, act) {
  const halt = program.command("halt").description("emergency stop of a workflow, or of everything (one run: run halt)").alias("halts");
  examples(
    halt.command("list").alias("ls").description("emergency stops; open ones by default").addOption(new Option("-s, --status <status>", "only these").choices(STATUSES).default("open")).action(act(async (cli, options) => list(cli, options.status))),
    ["halt list", "halt list --status all"]
  ), examples(
    halt.command("order").description(
      "stop now: answers when every open run in scope is halted; nothing in scope can start until it is lifted"
    ).option("--workflow <id>", "all runs of this workflow").option("--everything", "all runs there are").addOption(reasonOption()).addOption(keyOption()).action(act(async (cli, options) => order(cli, options))),
    [
      'halt order --everything --reason "an agent writes to the wrong host"',
      'halt order --workflow invoice-triage --reason "wrong bank file"'
    ]
  ), examples(
    halt.command("preview").description("what a stop would touch now; stops nothing").option("--workflow <id>", "of this workflow; default: everything").action(act(async (cli, options) => preview(cli, options.workflow))),
    ["halt preview", "halt preview --workflow invoice-triage"]
  ), examples(
    halt.command("lift").description("lift an emergency stop; its runs stay halted unless --resume is given").argument("[halt]", "its id, or the first or last characters; not needed when one is open").option("--resume", "resume the runs that it halted").addOption(reasonOption()).addOption(keyOption()).action(
      act(
        async (cli, typed, options) => lift(cli, typed, options)
      )
    ),
    ["halt lift --resume --reason fixed", "halt lift 9b2b6f0e"]
  );
}
const scopeOf = ({ scope }) => scope.kind === "everything" ? "everything" : `workflow ${scope.id}`;
async function list({ screen, api }, status) {
  const { value, raw } = await api.call(endpoints.listHalts, { query: { status } });
  if (screen.json) return screen.data(raw);
  if (value.items.length === 0)
    return screen.line(status === "open" ? "No emergency stop is open." : "No emergency stops.");
  table(
    value.items,
    [
      { title: "HALT", value: (each) => shortId(each.haltId), paint: (cell, _, style) => style.bold(cell) },
      {
        title: "SCOPE",
        value: scopeOf,
        shrinkTo: 12,
        paint: (cell, each, style) => each.liftedAt === null ? style.red(cell) : cell
      },
      {
        title: "ORDERED",
        value: (each) => `${formatDistance(each.orderedAt, screen.now())} by ${each.orderedBy}`,
        shrinkTo: 12
      },
      {
        title: "LIFTED",
        value: (each) => each.liftedAt === null ? "" : `${formatDistance(each.liftedAt, screen.now())} by ${each.liftedBy ?? ""}`,
        shrinkTo: 6
      },
      { title: "REASON", value: (each) => each.reason, shrinkTo: 10 }
    ],
    screen
  ).forEach((line) => screen.line(line));
}
async function preview({ screen, api }, workflow) {
  const { value, raw } = await api.call(endpoints.previewHalt, {
    query: workflow === void 0 ? {} : { scope: "workflow", id: workflow }
  });
  if (screen.json) return screen.data(raw);
  screen.line(
    `It would halt ${counted(value.runs, "open run")}, revoke ${counted(value.leases, "attempt")} and withdraw ${counted(value.approvals, "approval")}.`
  ), value.alreadyHalted > 0 && screen.line(`Halted already: ${counted(value.alreadyHalted, "run")}.`), value.workflows.length !== 0 && table(
    value.workflows,
    [
      { title: "WORKFLOW", value: (each) => each.workflowId, shrinkTo: 12 },
      { title: "RUNS", value: (each) => String(each.runs), align: "right" },
      { title: "ATTEMPTS", value: (each) => String(each.leases), align: "right" },
      { title: "APPROVALS", value: (each) => String(each.approvals), align: "right" }
    ],
    screen
  ).forEach((line) => screen.line(line));
}
async function order({ screen, api, key }, options) {
  const { workflow, everything, reason } = options;
  if (workflow === void 0 == (everything !== !0))
    throw new Failure("invalid", "Say what to stop: give either --workflow ID or --everything.");
  const scope = workflow === void 0 ? { kind: "everything" } : { kind: "workflow", id: workflow }, { value, raw } = await api.call(endpoints.orderHalt, { body: { scope, reason }, key });
  if (screen.json) return screen.data(raw);
  const what = workflow === void 0 ? "everything" : `workflow ${plain(workflow)}`;
  screen.line(
    `${screen.style.red(screen.style.bold("stopped"))}  ${what}; ${value.halted} open ${value.halted === 1 ? "run is" : "runs are"} halted`
  ), screen.line(screen.style.faint(`lift it: missionctl halt lift ${shortId(value.haltId)} --resume`));
}
async function lift({ screen, api, key }, typed, options) {
  const { value: open } = await api.call(endpoints.listHalts, { query: { status: "open" } }), candidates = open.items.map((each) => ({ id: each.haltId, label: `${scopeOf(each)}: ${each.reason}` })), haltId = typed === void 0 ? onlyOne(candidates) : pickOne("open halt", typed, candidates, "List them: missionctl halt list"), { value, raw } = await api.call(endpoints.liftHalt, {
    params: { haltId },
    body: { reason: options.reason, resume: options.resume === !0 },
    key
  });
  if (screen.json) return screen.data(raw);
  screen.line(`${screen.style.green("lifted")}  ${value.resumed} ${value.resumed === 1 ? "run" : "runs"} resumed`);
}
function onlyOne(candidates) {
  const [first, ...others] = candidates;
  if (first === void 0) throw new Failure("notFound", "No emergency stop is open.");
  if (others.length > 0)
    throw new Failure("invalid", `${candidates.length} emergency stops are open; say which one.`, {
      problems: candidates.map(({ id, label }) => ({ path: id, message: label }))
    });
  return first.id;
}
export {
  haltCommands
};
//# sourceMappingURL=halt.js.map

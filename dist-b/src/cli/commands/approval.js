import { Option } from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { parseJson, readText } from "../input.js";
import { resolveApproval, resolveRun, shortId } from "../references.js";
import { plain } from "../style.js";
import { facts, table } from "../table.js";
import { formatDistance, formatInstant } from "../time.js";
import { examples, keyOption, limitOption } from "./options.js";
import { counted, usd } from "../words.js";
const APPROVAL_ARGUMENT = "the approval's id, or its first or last characters", STATUSES = ["pending", "decided", "granted", "rejected", "expired", "withdrawn", "all"];
function approvalCommands(program, act) {
  const approval = program.command("approval").description("what waits for a yes or a no").alias("approvals");
  examples(
    approval.command("list").alias("ls").description("the queue: by deadline, then by risk").addOption(new Option("-s, --status <status>", "only these").choices(STATUSES).default("pending")).option("--mine", "only those that you may approve now").option("--run <run>", "only of this run").addOption(limitOption(50, 500)).action(act(async (cli, options) => list(cli, options))),
    ["approval list", "approval list --mine", "approval list --run last", "approval list --status all --json"]
  ), examples(
    approval.command("show").description("one request: the exact parameters, why it asks, what it would cost, what a rejection does").argument("<approval>", APPROVAL_ARGUMENT).option("--full", "long texts in the parameters too, which are cut otherwise").action(act(async (cli, typed, options) => show(cli, typed, options.full === !0))),
    ["approval show 2f1d9b5c", "approval show 2f1d9b5c --full | less"]
  );
  for (const verb of ["approve", "reject"])
    examples(
      approval.command(verb).description(
        verb === "approve" ? "allow one attempt with exactly the parameters that are shown" : "refuse it; what follows is the step's onReject policy"
      ).argument("<approval>", APPROVAL_ARGUMENT).option("-c, --comment <text>", "recorded with your name", "").addOption(keyOption()).action(
        act(async (cli, typed, options) => decide(cli, verb, typed, options.comment))
      ),
      [
        verb === "approve" ? 'approval approve 2f1d9b5c --comment "path and size checked"' : 'approval reject 2f1d9b5c --comment "wrong account"'
      ]
    );
  examples(
    approval.command("edit").description("replace the parameters: this request is withdrawn, and a new one asks for the edited ones").argument("<approval>", APPROVAL_ARGUMENT).option("-p, --params <json>", "the whole parameters as a JSON object").option("-f, --params-file <file>", "the same from a file; - reads stdin").option("-c, --comment <text>", "recorded with your name", "").addOption(keyOption()).action(act(async (cli, typed, options) => edit(cli, typed, options))),
    [
      `approval edit 2f1d9b5c --params '{"path": "/tmp/report"}'`,
      "approval show 2f1d9b5c --json | jq .params > params.json && missionctl approval edit 2f1d9b5c -f params.json"
    ]
  );
}
async function list(cli, options) {
  const { screen, api } = cli, run = options.run === void 0 ? void 0 : await resolveRun(api, options.run), { value, raw } = await api.call(endpoints.listApprovals, {
    query: {
      status: options.status,
      limit: options.limit,
      ...options.mine === !0 ? { mine: !0 } : {},
      ...run === void 0 ? {} : { run }
    }
  });
  if (screen.json) return screen.data(raw);
  if (value.items.length === 0)
    return screen.line(options.status === "pending" ? "Nothing waits for an approval." : "No approvals.");
  table(
    value.items,
    [
      { title: "APPROVAL", value: (each) => shortId(each.approvalId), paint: (cell, _, style) => style.bold(cell) },
      { title: "RUN", value: (each) => shortId(each.runId) },
      { title: "WORKFLOW", value: (each) => each.workflowId, shrinkTo: 10 },
      { title: "STEP", value: (each) => each.stepKey, shrinkTo: 10 },
      { title: "TIER", value: (each) => each.tier, paint: (cell, each, style) => tierColour(each, style)(cell) },
      { title: "ESTIMATE", value: (each) => usd(each.estimate.nanoUsd), align: "right" },
      ...options.status === "pending" ? [{ title: "EXPIRES", value: (each) => formatDistance(each.expiresAt, screen.now()) }] : [{ title: "STATUS", value: (each) => each.status }],
      { title: "WHY", value: (each) => each.reason, shrinkTo: 10 }
    ],
    screen
  ).forEach((line) => screen.line(line)), options.status === "pending" && screen.line(screen.style.faint("Look at one: missionctl approval show APPROVAL; then: approve, reject or edit"));
}
const tierColour = ({ tier }, style) => tier === "financial" || tier === "irreversible" ? style.red : tier === "write" ? style.yellow : style.faint;
async function show(cli, typed, full) {
  const { screen, api } = cli, found = await resolveApproval(api, typed);
  if (screen.json) {
    const { raw } = await api.call(endpoints.getApproval, { params: { approvalId: found.approvalId } });
    return screen.data(raw);
  }
  approvalLines(found, cli, full).forEach((line) => screen.line(line));
}
function approvalLines(approval, { screen }, full) {
  const { style } = screen, { n, not } = approval.requires, deadline = `${formatInstant(approval.expiresAt, screen.utc)} (${formatDistance(approval.expiresAt, screen.now())}), then: ${approval.onExpire}`, lines = [
    `${style.bold(plain(approval.stepName))} ${style.faint(`(${plain(approval.stepKey)}, attempt ${approval.attempt})`)} of ${plain(approval.workflowName)}  ${tierColour(approval, style)(approval.tier)}  ${approval.status}`,
    ...facts(
      [
        ["approval", approval.approvalId],
        ["run", `${approval.runId} by ${plain(approval.operatorId)}`],
        ["why", plain(approval.reason)],
        [
          "overrun",
          approval.overrun === null ? void 0 : `${usd(approval.overrun.amount.nanoUsd)} above the budget of the ${approval.overrun.scope}`
        ],
        ["estimate", `${usd(approval.estimate.nanoUsd)}; the run has spent ${usd(approval.spentNanoUsd)} so far`],
        ["before it", approval.previousSummary === "" ? void 0 : plain(approval.previousSummary)],
        ["on reject", approval.onReject],
        ["expires", approval.status === "pending" ? deadline : void 0],
        [
          "needs",
          n > 1 || not.length > 0 ? `${counted(n, "approver")}${not.length > 0 ? `, but not ${not.map(plain).join(", ")}` : ""}` : void 0
        ],
        ["replaces", approval.edits ?? void 0],
        ["hash", approval.paramsHash]
      ],
      style
    ),
    ...approval.votes.map(
      (vote) => `${style.faint("vote")}      ${plain(vote.operatorName)}${vote.comment === "" ? "" : `: ${plain(vote.comment)}`}`
    ),
    ...approval.decidedAt === null ? [] : [
      `${style.faint("decided")}   ${formatInstant(approval.decidedAt, screen.utc)} by ${plain(approval.decidedBy.join(", "))}${approval.comment === null || approval.comment === "" ? "" : `: ${plain(approval.comment)}`}`
    ],
    style.faint(
      full || !hasLongText(approval.params) ? "parameters, exactly as they will be handed over:" : "parameters, with long texts cut (--full shows them exactly as they will be handed over):"
    ),
    // JSON.stringify escapes control characters, so no parameter can steer the terminal.
    ...JSON.stringify(full ? approval.params : cutLongTexts(approval.params), null, 2).split(`
`).map((line) => `  ${line}`)
  ];
  return approval.status === "pending" && lines.push(
    "",
    style.cyan(`missionctl approval approve ${approval.approvalId}`),
    style.cyan(`missionctl approval reject ${approval.approvalId}`)
  ), lines;
}
const LONG = 200, hasLongText = (params) => JSON.stringify(cutLongTexts(params)) !== JSON.stringify(params);
function cutLongTexts(value) {
  return typeof value == "string" ? value.length > LONG ? `${value.slice(0, 80)}\u2026 (${value.length.toLocaleString("en")} characters)` : value : typeof value != "object" || value === null ? value : isList(value) ? value.map(cutLongTexts) : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cutLongTexts(member)]));
}
const isList = (value) => Array.isArray(value);
async function decide(cli, verb, typed, comment) {
  const { screen, api } = cli, { approvalId, runId, stepKey } = await resolveApproval(api, typed), { raw } = await api.call(endpoints[verb], { params: { runId, approvalId }, body: { comment }, key: cli.key });
  if (screen.json) return screen.data(raw);
  const { value } = await api.call(endpoints.getApproval, { params: { approvalId } }), step = `${screen.style.bold(plain(stepKey))} of run ${shortId(runId)}`;
  if (value.status === "pending")
    return screen.line(`Your vote is counted: ${value.votes.length} of ${value.requires.n} for ${step}.`);
  const colour = value.status === "granted" ? screen.style.green : screen.style.red;
  screen.line(`${colour(value.status)}  ${step}`);
}
async function edit(cli, typed, options) {
  const { screen, api } = cli;
  if (options.params === void 0 == (options.paramsFile === void 0))
    throw new Failure("invalid", "Give either --params or --params-file.");
  const text = options.params ?? await readText(options.paramsFile ?? "-", cli.around.cwd), params = endpoints.editApproval.body.shape.params.safeParse(parseJson("--params", text));
  if (!params.success) throw new Failure("invalid", "--params must be a JSON object: the whole parameters.");
  const { approvalId, runId, stepKey } = await resolveApproval(api, typed), { value, raw } = await api.call(endpoints.editApproval, {
    params: { runId, approvalId },
    body: { params: params.data, comment: options.comment },
    key: cli.key
  });
  if (screen.json) return screen.data(raw);
  screen.line(
    `edited  ${screen.style.bold(plain(stepKey))} of run ${shortId(runId)}; a new request asks for the edited parameters`
  ), value.approvalId !== void 0 && screen.line(screen.style.cyan(`missionctl approval show ${value.approvalId}`));
}
export {
  approvalCommands
};
//# sourceMappingURL=approval.js.map

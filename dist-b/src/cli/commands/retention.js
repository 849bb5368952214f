import {} from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { RiskTier } from "../../api/contract/primitives.js";
import { Failure } from "../failure.js";
import { shortId } from "../references.js";
import { facts, table } from "../table.js";
import { formatInstant } from "../time.js";
import { examples, keyOption, reasonOption, wholeNumber } from "./options.js";
import { counted } from "../words.js";
const MOST_MONTHS = 1200;
function retentionCommands(program, act) {
  const retention = program.command("retention").description("how long runs are kept, and what is pruned");
  examples(
    retention.command("show", { isDefault: !0 }).description("the policy, and what is held").action(act(show)),
    ["retention", "retention show --json"]
  );
  const set = retention.command("set").description("set how long runs are kept after their end, in months, by the highest risk tier of their steps");
  for (const tier of RiskTier.options)
    set.option(
      `--${tier} <months>`,
      `runs of class ${tier}; left out: kept for good`,
      (text) => wholeNumber(text, 1, MOST_MONTHS)
    );
  examples(
    set.addOption(reasonOption()).addOption(keyOption()).action(act(async (cli, options) => setPolicy(cli, options))),
    ['retention set --read 6 --write 24 --financial 120 --reason "the policy of 2026"']
  ), examples(
    retention.command("apply").description("archive what has expired, leave a proof in the log, and delete it").option("--plan", "only say what would be pruned").addOption(keyOption()).action(act(async (cli, options) => options.plan === !0 ? plan(cli) : apply(cli))),
    ["retention apply --plan", "retention apply"]
  );
}
const monthsText = (months) => RiskTier.options.map((tier) => `${tier} ${months[tier] === void 0 ? "for good" : `${months[tier]} months`}`).join(", ");
async function show({ screen, api }) {
  const { value, raw } = await api.call(endpoints.getRetention, {});
  if (screen.json) return screen.data(raw);
  facts(
    [
      ["Kept", value.months === null ? "everything, for good: there is no policy" : monthsText(value.months)],
      ["Legal holds", value.holds.length === 0 ? "none" : `${value.holds.length} (missionctl hold list)`],
      ["Persons erased", String(value.erased)],
      ...value.months === null ? [] : [["Applied", appliedText(value, screen.utc)]],
      ...value.progress === null ? [] : [["Pruning now", `${value.progress.pruned} of ${runs(value.progress.due)}`]],
      ...value.last === null ? [] : [["Last time", lastText(value.last, screen.utc)]],
      ...value.pruning === 0 ? [] : [["Being deleted", `${value.pruning} batches`]]
    ],
    screen.style
  ).forEach((line) => screen.line(line));
}
const appliedText = ({ nextAt, lastPrunedAt }, utc) => [
  nextAt === null ? "by missionctl retention apply" : `by the server, next ${formatInstant(nextAt, utc)}`,
  lastPrunedAt === null ? "nothing was pruned yet" : `runs were pruned last ${formatInstant(lastPrunedAt, utc)}`
].join("; "), lastText = ({ at, pruned, held, problem }, utc) => `${formatInstant(at, utc)}: ${runs(pruned)} pruned${held === 0 ? "" : `, ${runs(held)} kept by a hold`}${problem === null ? "" : `; ${problem}`}`;
async function setPolicy({ screen, api, key }, options) {
  const months = Object.fromEntries(
    RiskTier.options.flatMap((tier) => options[tier] === void 0 ? [] : [[tier, options[tier]]])
  );
  if (Object.keys(months).length === 0)
    throw new Failure("invalid", `Say how long: ${RiskTier.options.map((tier) => `--${tier} MONTHS`).join(", ")}.`);
  const { raw } = await api.call(endpoints.setRetentionPolicy, { body: { months, reason: options.reason }, key });
  if (screen.json) return screen.data(raw);
  screen.line(`${screen.style.green("set")}  ${monthsText(months)}`);
}
async function plan({ screen, api }) {
  const { value, raw } = await api.call(endpoints.planPruning, {});
  if (screen.json) return screen.data(raw);
  if (value.months === null) return screen.line("There is no policy: nothing is pruned.");
  screen.line(`${runs(value.due)} would be pruned${value.held === 0 ? "" : `, ${runs(value.held)} kept by a hold`}.`), value.more && screen.line("There are more than were looked at: apply again after this."), value.runs.length > 0 && planTable(value, screen).forEach((line) => screen.line(line));
}
const planTable = ({ runs: listed }, screen) => table(
  listed,
  [
    { title: "RUN", value: (each) => shortId(each.runId) },
    { title: "WORKFLOW", value: (each) => each.workflowName, shrinkTo: 12 },
    { title: "CLASS", value: (each) => each.class },
    { title: "EXPIRED", value: (each) => formatInstant(each.expiredAt, screen.utc) },
    { title: "HELD BY", value: (each) => each.holds.map(shortId).join(", "), shrinkTo: 8 }
  ],
  screen
);
async function apply({ screen, api, key }) {
  const { value, raw } = await api.call(endpoints.applyRetention, { body: {}, key });
  if (screen.json) return screen.data(raw);
  screen.line(`${runs(value.pruned)} pruned${value.held === 0 ? "" : `, ${runs(value.held)} kept by a hold`}.`);
  for (const { file, sha256 } of value.archives) screen.line(`archived in ${file}  sha256 ${sha256}`);
}
const runs = (count) => counted(count, "run");
export {
  retentionCommands
};
//# sourceMappingURL=retention.js.map

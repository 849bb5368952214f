import { ACTIONS_ON_DEAD_LETTERS } from "../../api/contract/bulk.js";
import { endpoints } from "../../api/contract/endpoints.js";
import { RunFilter } from "../../api/contract/run-filter.js";
import { RunId } from "../../domain/kernel/ids.js";
import { Failure } from "../failure.js";
import { parseJson } from "../input.js";
import { resolveRun, shortId } from "../references.js";
import { plain } from "../style.js";
import { follow } from "./bulk-follow.js";
import { counted } from "../words.js";
async function order(cli, action, runs, options) {
  const { screen, api } = cli, output = options.output === void 0 ? void 0 : parseJson("--output", options.output), target = await targetOf(cli, runs, options);
  if (options.yes !== !0) return preview(cli, action, target);
  const { value, raw } = await api.call(endpoints.startBulk, {
    body: {
      action,
      target,
      reason: options.reason,
      ...output === void 0 ? {} : { output },
      ...options.atMost === void 0 ? {} : { atMost: options.atMost }
    },
    key: cli.key
  });
  if (options.wait === !0) return follow(cli, value.bulkId);
  if (screen.json) return screen.data(raw);
  screen.line(`${screen.style.bold(action)}  ${things(action, value.total)}  ${shortId(value.bulkId)}`), screen.line(screen.style.faint(`watch it: missionctl bulk watch ${shortId(value.bulkId)}`));
}
async function preview({ screen, api }, action, target) {
  const { value, raw } = await api.call(endpoints.previewBulk, { body: { action, target } });
  throw value.total === 0 ? new Failure("notFound", "Nothing matches that now. Ended runs are left out.") : new Failure("invalid", `This would ${action} ${things(action, value.total)}. Nothing was done.`, {
    problems: value.workflows.slice(0, 10).map(({ workflowId, items }) => ({
      path: plain(workflowId),
      message: String(items)
    })),
    hint: "To do it, give --yes (and --at-most, if more must not be touched than you see here).",
    ...screen.json ? { answer: raw } : {}
  });
}
const things = (action, count) => counted(count, ACTIONS_ON_DEAD_LETTERS.includes(action) ? "dead letter" : "run");
async function targetOf(cli, runs, options) {
  const { status, workflow, agent, operator, waitsFor, text, fingerprint } = options, given = Object.fromEntries(
    Object.entries({ status, workflow, agent, operator, waitsFor, text }).filter(([, value]) => value !== void 0)
  ), ways = [runs.length > 0, fingerprint !== void 0, Object.keys(given).length > 0, options.all === !0];
  if (ways.filter(Boolean).length !== 1)
    throw new Failure(
      "invalid",
      ways.some(Boolean) ? "Say which in one way only: run ids, filter options, --fingerprint, or --all." : "Say which: run ids, filter options such as --workflow and --status, or --all."
    );
  if (fingerprint !== void 0) return { fingerprint };
  if (runs.length === 0) return { filter: parseFilter(given) };
  const ids = [];
  for (const typed of runs) ids.push(RunId.parse(await resolveRun(cli.api, typed)));
  return { runs: ids };
}
function parseFilter(given) {
  const parsed = RunFilter.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Failure("invalid", "The filter is not valid.", {
    problems: parsed.error.issues.map(({ path, message }) => ({
      path: `--${String(path[0] ?? "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      message
    }))
  });
}
export {
  order
};
//# sourceMappingURL=bulk-order.js.map

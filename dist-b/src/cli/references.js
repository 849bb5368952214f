import {} from "../api/contract/approvals.js";
import { endpoints } from "../api/contract/endpoints.js";
import { Failure } from "./failure.js";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, MOST_CANDIDATES = 5e3, shortId = (id) => id.slice(0, 8);
function pickOne(kind, typed, candidates, hint) {
  const wanted = typed.toLowerCase(), exact = candidates.find((candidate) => candidate.id === wanted);
  if (exact !== void 0) return exact.id;
  const fitting = [...new Map(candidates.map((each) => [each.id, each])).values()].filter(
    ({ id }) => id.startsWith(wanted) || id.endsWith(wanted)
  ), [first] = fitting;
  if (first === void 0) throw new Failure("notFound", `There is no ${kind} "${typed}".`, { hint });
  if (fitting.length > 1)
    throw new Failure("invalid", `"${typed}" fits ${fitting.length} ${kind}s; type more of the id.`, {
      problems: fitting.slice(0, 10).map(({ id, label }) => ({ path: id, message: label }))
    });
  return first.id;
}
async function resolveRun(api, typed) {
  if (isFullId(typed)) return typed.toLowerCase();
  if (typed === "last") {
    const { value } = await api.call(endpoints.listRuns, { query: { limit: 1 } }), newest = value.items[0];
    if (newest === void 0)
      throw new Failure("notFound", "There are no runs yet.", { hint: "Start one: missionctl run start WORKFLOW" });
    return newest.runId;
  }
  checkFragment("run", typed);
  const candidates = [];
  let cursor;
  do {
    const { value } = await api.call(endpoints.listRuns, {
      query: { text: typed.toLowerCase(), limit: 500, ...cursor === void 0 ? {} : { cursor } }
    });
    for (const run of value.items)
      candidates.push({ id: run.runId, label: `${run.workflowId} v${run.version}, ${run.status}, ${run.startedAt}` });
    cursor = value.next;
  } while (cursor !== void 0 && candidates.length < MOST_CANDIDATES);
  return pickOne("run", typed, candidates, "List them: missionctl run list");
}
async function resolveApproval(api, typed) {
  if (isFullId(typed)) {
    const { value: value2 } = await api.call(endpoints.getApproval, { params: { approvalId: typed.toLowerCase() } });
    return value2;
  }
  checkFragment("approval", typed);
  const hint = "List them: missionctl approval list", pending = await listApprovals(api, "pending"), wanted = typed.toLowerCase(), approvals = pending.some(({ approvalId: id2 }) => id2.startsWith(wanted) || id2.endsWith(wanted)) ? pending : await listApprovals(api, "all"), id = pickOne(
    "approval",
    typed,
    approvals.map((each) => ({ id: each.approvalId, label: `${each.workflowId} ${each.stepKey}, ${each.status}` })),
    hint
  ), { value } = await api.call(endpoints.getApproval, { params: { approvalId: id } });
  return value;
}
async function listApprovals(api, status) {
  const approvals = [];
  let cursor;
  do {
    const { value } = await api.call(endpoints.listApprovals, {
      query: { status, limit: 500, ...cursor === void 0 ? {} : { cursor } }
    });
    approvals.push(...value.items), cursor = value.next;
  } while (cursor !== void 0 && approvals.length < MOST_CANDIDATES);
  return approvals;
}
function checkFragment(kind, typed) {
  if (!/^[0-9a-f-]{2,36}$/i.test(typed))
    throw new Failure(
      "invalid",
      `"${typed}" is not the id of ${kind === "approval" ? "an" : "a"} ${kind}, nor the start or end of one.`,
      {
        hint: `Ids are shown by: missionctl ${kind} list`
      }
    );
}
const isFullId = (typed) => UUID.test(typed.toLowerCase());
export {
  checkFragment,
  isFullId,
  pickOne,
  resolveApproval,
  resolveRun,
  shortId
};
//# sourceMappingURL=references.js.map

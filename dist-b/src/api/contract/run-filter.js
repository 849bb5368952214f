import { z } from "zod";
import { RunId, Slug } from "../../domain/kernel/ids.js";
import { At, Money, VersionInAddress } from "./primitives.js";
import { RunStatus, WaitKind } from "./run-views.js";
const listOfSome = (item) => z.union([z.string(), z.array(z.string())]).transform(
  (given) => (typeof given == "string" ? given.split(",") : given).map((one) => one.trim()).filter((one) => one !== "")
).pipe(z.array(item).min(1, "name at least one").max(50, "at most 50")), RunStatusFilter = z.enum([...RunStatus.options, "open", "ended", "waiting"]).meta({ id: "RunStatusFilter" }), runFilterShape = {
  text: z.string().trim().min(1).max(200).optional().describe("Start or end of the run's id, or any part of the id or name of its workflow or operator."),
  status: listOfSome(RunStatusFilter).optional().describe(
    "One or more, with commas. `open`: running, paused or halted; `ended`: completed, failed or cancelled; `waiting`: for a person (an approval, a budget, a dead letter)."
  ),
  workflow: listOfSome(Slug).optional().describe("One or more ids, with commas."),
  version: VersionInAddress.optional().describe("With one workflow only."),
  agent: z.string().min(1).max(64).optional().describe("Runs in which this agent had an attempt."),
  operator: listOfSome(z.string().max(64)).optional().describe("Who started it: one or more ids, with commas."),
  replayOf: RunId.optional().describe("Replays of this run."),
  trigger: z.enum(["manual", "schedule", "webhook"]).optional(),
  waitsFor: listOfSome(WaitKind).optional().describe("Open runs that wait for one of these."),
  minNanoUsd: Money.optional().describe("Spent at least this."),
  maxNanoUsd: Money.optional().describe("Spent at most this."),
  startedFrom: At.optional().describe("Inclusive."),
  startedTo: At.optional().describe("Exclusive."),
  endedFrom: At.optional().describe("Inclusive; ended runs only."),
  endedTo: At.optional().describe("Exclusive; ended runs only.")
};
function consistentFilter(filter, context) {
  const problem = (path, message) => context.addIssue({ code: "custom", path: [path], message, input: void 0 });
  filter.version !== void 0 && filter.workflow?.length !== 1 && problem("version", "give the one workflow that it is a version of"), filter.minNanoUsd !== void 0 && filter.maxNanoUsd !== void 0 && BigInt(filter.minNanoUsd) > BigInt(filter.maxNanoUsd) && problem("maxNanoUsd", "must not be below minNanoUsd");
  for (const [from, to] of [
    ["startedFrom", "startedTo"],
    ["endedFrom", "endedTo"]
  ])
    (filter[from] ?? "") > (filter[to] ?? "9") && problem(to, `must not be before ${from}`);
  needsEnd(filter.sort) && !onlyEnded(filter) && problem(
    "sort",
    `runs that are open still change their ${filter.sort?.replace("-", "") ?? ""}: to sort by it, give status=ended (or completed, failed, cancelled)`
  );
}
const ENDED = ["ended", "completed", "failed", "cancelled"], onlyEnded = ({ status }) => status !== void 0 && status.every((one) => ENDED.some((ended) => ended === one)), needsEnd = (sort) => sort !== void 0 && sort !== "-startedAt" && sort !== "startedAt", RunSort = z.enum(["-startedAt", "startedAt", "-endedAt", "endedAt", "-cost", "cost", "-duration", "duration"]).meta({ id: "RunSort" }), RunFilter = z.strictObject(runFilterShape).superRefine(consistentFilter).meta({ id: "RunFilter" });
export {
  RunFilter,
  RunSort,
  RunStatusFilter,
  consistentFilter,
  runFilterShape
};
//# sourceMappingURL=run-filter.js.map

var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject, StreamableFile } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { CHECKPOINTS_STREAM } from "../../domain/catalog.js";
import { DomainError } from "../../domain/kernel/errors.js";
import { RunsQuery } from "../cqrs/run-queries.js";
import { EvidenceExports } from "../evidence/evidence-exports.js";
import { checkpointView, evidenceView, keyView } from "../evidence/evidence-views.js";
import { Route } from "../http/route.js";
import { EVIDENCE, LOG_READER } from "../ports.js";
import { RunPayloads } from "../run-payloads.js";
const MAX_RUNS = 1e4, PAGE = 500;
let EvidenceController = class {
  constructor(evidence, exports, runs, queries, log) {
    this.evidence = evidence;
    this.exports = exports;
    this.runs = runs;
    this.queries = queries;
    this.log = log;
  }
  evidence;
  exports;
  runs;
  queries;
  log;
  async ofRun({ params: { runId }, query }, caller, response) {
    const { data } = await this.runs.start(runId), order = { runs: [{ runId, workflowId: data.workflow.id }], filter: { filter: { run: [runId] } }, gzip: query.compress === "gzip" };
    return this.send(order, `evidence-${runId}`, caller, response);
  }
  async ofRuns({ query: { compress, ...filter } }, caller, response) {
    const runs = [];
    let cursor;
    do {
      const page = await this.queries.execute(new RunsQuery({ ...filter, sort: "startedAt", limit: PAGE, cursor }));
      if (runs.push(...page.items.map(({ runId, workflowId }) => ({ runId, workflowId }))), runs.length > MAX_RUNS) throw tooManyRuns();
      cursor = page.next;
    } while (cursor !== void 0);
    if (runs.length === 0)
      throw new DomainError("EVIDENCE.NO_RUNS", "notFound", "No run is like that: there is nothing to prove.");
    const runFilter = Object.fromEntries(
      Object.entries(filter).flatMap(([name, value]) => value === void 0 ? [] : [[name, value]])
    ), order = { runs, filter: { filter: {}, runFilter }, gzip: compress === "gzip" };
    return this.send(order, `evidence-${runs.length}-runs`, caller, response);
  }
  state() {
    return evidenceView(this.evidence);
  }
  async sign(_, caller) {
    const checkpoint = await this.evidence.checkpoints.sign({ context: caller.context() }), { witness } = this.evidence;
    return await witness.toFile(checkpoint), witness.toWebhook(checkpoint), { ...await this.answer(checkpoint.revision), checkpoint: checkpointView(checkpoint) };
  }
  async rotate({ body }, caller) {
    const key = await this.evidence.checkpoints.rotate({ ...body, context: caller.context() }), state = await this.evidence.checkpoints.state();
    return { ...await this.answer(state.revision), key: keyView(key, state, !0) };
  }
  async answer(revision) {
    return { stream: CHECKPOINTS_STREAM, revision, position: String(await this.log.end()) };
  }
  async send(order, name, caller, to) {
    const { exportId, stream, size } = await this.exports.start(order, caller, to);
    return caller.answerHeaders.set("x-export-id", exportId), new StreamableFile(stream, {
      type: order.gzip ? "application/gzip" : "application/x-tar",
      disposition: `attachment; filename="${name}.tar${order.gzip ? ".gz" : ""}"`,
      ...size === void 0 ? {} : { length: size }
    });
  }
};
__decorateClass([
  Route("getRunEvidence")
], EvidenceController.prototype, "ofRun", 1), __decorateClass([
  Route("getEvidence")
], EvidenceController.prototype, "ofRuns", 1), __decorateClass([
  Route("getEvidenceState")
], EvidenceController.prototype, "state", 1), __decorateClass([
  Route("signCheckpoint")
], EvidenceController.prototype, "sign", 1), __decorateClass([
  Route("rotateSigningKey")
], EvidenceController.prototype, "rotate", 1), EvidenceController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(EVIDENCE)),
  __decorateParam(1, Inject(EvidenceExports)),
  __decorateParam(2, Inject(RunPayloads)),
  __decorateParam(3, Inject(QueryBus)),
  __decorateParam(4, Inject(LOG_READER))
], EvidenceController);
const tooManyRuns = () => new DomainError(
  "EVIDENCE.TOO_MANY_RUNS",
  "invalid",
  `More than ${MAX_RUNS.toLocaleString("en")} runs are like that: narrow the filter, for example by startedFrom and startedTo, and make several bundles.`
);
export {
  EvidenceController
};
//# sourceMappingURL=evidence.js.map

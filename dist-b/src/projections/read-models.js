import { listAgentLeases, listAgents, listWantedCapabilities } from "./agents/queries.js";
import { getApproval, lastApproved, listApprovals } from "./approvals/queries.js";
import {
  freezeBulk,
  getBulk,
  listBulkItems,
  listBulks,
  listOpenBulks
} from "./bulk/queries.js";
import { costs } from "./costs/queries.js";
import {
  listCostEstimates,
  listRunCosts
} from "./costs/runs.js";
import { costMatrix } from "./costs/series.js";
import {
  listDeadLetterGroups,
  listDeadLetters
} from "./dead-letters/queries.js";
import { heldWork, listHalts, openWorkIn } from "./halts/queries.js";
import { AUDIT_GROUP } from "./audit/group.js";
import { auditEntry } from "./audit/links.js";
import { recordByTime, recordOfRun } from "./audit/record.js";
import { countAudit, searchAudit } from "./audit/search.js";
import { GroupReads } from "./group-reads.js";
import { checkpoint, postgresVersion } from "./health/queries.js";
import { MAIN_GROUP } from "./main-group.js";
import {
  listHints,
  listOperators,
  listSessions,
  listViews
} from "./operators/queries.js";
import { listEndedBefore, listRunsUnderKey } from "./retention/queries.js";
import { listRunEvents } from "./run-events/queries.js";
import { ALONE } from "./runner/projector-lock.js";
import {
  getStep,
  runCharges,
  runPayload,
  runTimeline
} from "./runs/detail.js";
import { lastGoodStep, sameFailure } from "./runs/good-step.js";
import { overview } from "./runs/overview.js";
import {
  countRuns,
  getRun,
  listAttempts,
  listOpenWork,
  listRuns,
  listSteps,
  runIds
} from "./runs/queries.js";
import { listRunFigures, listVersionFigures } from "./workflows/figures.js";
import { getWorkflow, listWorkflows, listWorkflowVersions } from "./workflows/queries.js";
const AUDIT_CONNECTIONS = 3;
class ReadModels {
  constructor(options) {
    this.options = options;
    const { databaseUrl, log, onWipedStore = "refuse", maxConnections = 8, self = ALONE, lock = !0 } = options, shared = { databaseUrl, log, onWipedStore, self, lock };
    this.main = new GroupReads(MAIN_GROUP, { ...shared, maxConnections }), this.audit = new GroupReads(AUDIT_GROUP, { ...shared, maxConnections: AUDIT_CONNECTIONS });
  }
  options;
  main;
  audit;
  /** Makes the tables of this version if they are not there. Rejects with READ.UNAVAILABLE or READ.NEWER. `start` does it too. */
  async migrate() {
    await this.main.migrate(), await this.audit.migrate();
  }
  /** Projects until `signal` aborts; reconnects by itself. Settles when it has stopped, and never rejects. */
  async start(feed, blobs, signal) {
    const groups = (this.options.groups ?? ["main", "audit"]).map((name) => this[name]);
    await Promise.all(groups.map((group) => group.start(feed, blobs, signal)));
  }
  /** Ends the connections; call it after `start` has settled. */
  async close() {
    await Promise.all([this.main.close(), this.audit.close()]);
  }
  /** Read your writes: resolves when everything up to `position` is committed by a group; else rejects with READ.BEHIND (unavailable), which names the lag. */
  waitFor(position, timeoutMs = 2e3, group = "main") {
    return this[group].waitFor(position, timeoutMs);
  }
  /** Called after each commit of a group with the runs and the kinds of stream that changed. Answers how to stop it. */
  onCommit(callback, group = "main") {
    return this[group].onCommit(callback);
  }
  /** Fills a second schema from the log while the first goes on, and swaps; goes on where one before was stopped. Rejects with READ.REBUILDING (conflict), READ.NOT_PROJECTOR or READ.UNAVAILABLE (unavailable). */
  rebuild(options = {}, group = "main") {
    return this[group].rebuild(options);
  }
  /** Ends a rebuild and keeps what it has filled, or drops that too; false when there is none. Rejects with READ.NOT_PROJECTOR or READ.UNAVAILABLE (unavailable). */
  stopRebuild(options = {}, group = "main") {
    return this[group].stopRebuild(options);
  }
  /** Tries parked streams again, from their poison events on. Rejects with READ.NOT_PROJECTOR or READ.UNAVAILABLE (unavailable). */
  retryParked(group = "main") {
    return this[group].retryParked();
  }
  /** Also while PostgreSQL is away: then with what is known. */
  status(group = "main") {
    return this[group].status();
  }
  /** Asks PostgreSQL who it is. Rejects with READ.UNAVAILABLE when it does not answer. */
  about = () => this.read(postgresVersion);
  listRuns = (listing) => this.read((db, schema) => listRuns(db, schema, listing));
  countRuns = (filter) => this.read((db, schema) => countRuns(db, schema, filter));
  /** Newest first. */
  runIds = (filter, limit) => this.read((db, schema) => runIds(db, schema, filter, limit));
  getRun = (runId) => this.read((_, schema) => getRun(this.main.db, schema, runId));
  listSteps = (runId) => this.read((db) => listSteps(db, runId));
  listAttempts = (runId, stepKey) => this.read((db) => listAttempts(db, runId, stepKey));
  getStep = (runId, stepKey) => this.read((db) => getStep(db, runId, stepKey));
  runTimeline = (runId, limit) => this.read((db) => runTimeline(db, runId, limit));
  runCharges = (runId, page) => this.read((db) => runCharges(db, runId, page));
  runPayload = (runId, sha256) => this.read((db) => runPayload(db, runId, sha256));
  listEndedBefore = (before, after, limit) => this.read((db) => listEndedBefore(db, before, after, limit));
  listRunsUnderKey = (keyId) => this.read((db) => listRunsUnderKey(db, keyId));
  /** Of another run of the workflow, that started before an instant. */
  lastGoodStep = (workflowId, stepKey, before) => this.read((db, schema) => lastGoodStep(db, schema, workflowId, stepKey, before));
  sameFailure = (fingerprint) => this.read((db) => sameFailure(db, fingerprint));
  overview = (window) => this.read((_, schema) => overview(this.main.db, schema, window));
  listRunEvents = (filter) => this.read((db) => listRunEvents(db, filter));
  listApprovals = (filter) => this.read((db) => listApprovals(db, filter));
  getApproval = (approvalId) => this.read((db) => getApproval(db, approvalId));
  lastApproved = (of) => this.read((db) => lastApproved(db, of));
  listDeadLetters = (filter) => this.read((db) => listDeadLetters(db, filter));
  listDeadLetterGroups = (filter) => this.read((db) => listDeadLetterGroups(db, filter));
  costs = (filter) => this.read((db) => costs(db, filter));
  costMatrix = (filter) => this.read((db) => costMatrix(db, filter));
  listRunCosts = (filter) => this.read((db) => listRunCosts(db, filter));
  listCostEstimates = (filter) => this.read((db) => listCostEstimates(db, filter));
  /** `since`: from when on "recently" is, in whole hours. */
  listAgents = (since) => this.read((db) => listAgents(db, since));
  listAgentLeases = () => this.read(listAgentLeases);
  listWantedCapabilities = () => this.read(listWantedCapabilities);
  listWorkflows = () => this.read(listWorkflows);
  getWorkflow = (workflowId, version) => this.read((db) => getWorkflow(db, workflowId, version));
  listWorkflowVersions = (workflowId) => this.read((db) => listWorkflowVersions(db, workflowId));
  listRunFigures = () => this.read(listRunFigures);
  listVersionFigures = (workflowId) => this.read((db) => listVersionFigures(db, workflowId));
  listHalts = () => this.read(listHalts);
  openWorkIn = (workflowId) => this.read((db) => openWorkIn(db, workflowId));
  heldWork = (runIds2) => this.read((db) => heldWork(db, runIds2));
  listOperators = () => this.read(listOperators);
  listSessions = (filter) => this.read((db) => listSessions(db, filter));
  listViews = (operatorId, page) => this.read((db) => listViews(db, operatorId, page));
  listHints = (operatorId) => this.read((db) => listHints(db, operatorId));
  /** What a bulk action would be done to now: at most `limit` items, and where that was read. */
  freezeBulk = (question, limit) => this.read((_, schema) => freezeBulk(this.main.db, schema, question, limit));
  listBulks = (filter) => this.read((db) => listBulks(db, filter));
  getBulk = (bulkId) => this.read((db) => getBulk(db, bulkId));
  listOpenBulks = (stoppedSince) => this.read((db) => listOpenBulks(db, stoppedSince));
  listBulkItems = (filter) => this.read((db) => listBulkItems(db, filter));
  listOpenWork = () => this.read(listOpenWork);
  /** How far they are: what is read after this call is at least as new. */
  checkpoint = () => this.read(checkpoint);
  /** Of the audit group: wait for it by name. */
  searchAudit = (search) => this.audit.read((db, schema) => searchAudit(db, schema, search));
  countAudit = (filter) => this.audit.read((db, schema) => countAudit(db, schema, filter));
  auditEntry = (position) => this.audit.read((db, schema) => auditEntry(db, schema, position));
  recordByTime = (request) => this.audit.read((db, schema) => recordByTime(db, schema, request));
  recordOfRun = (runId, buckets) => this.audit.read((db, schema) => recordOfRun(db, schema, runId, buckets));
  read(query) {
    return this.main.read(query);
  }
}
export {
  ReadModels
};
//# sourceMappingURL=read-models.js.map

var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __typeError = (msg) => {
  throw TypeError(msg);
};
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
var __accessCheck = (obj, member, msg) => member.has(obj) || __typeError("Cannot " + msg);
var __privateGet = (obj, member, getter) => (__accessCheck(obj, member, "read from private field"), getter ? getter.call(obj) : member.get(obj)), __privateAdd = (obj, member, value) => member.has(obj) ? __typeError("Cannot add the same private member more than once") : member instanceof WeakSet ? member.add(obj) : member.set(obj, value);
var __privateMethod = (obj, member, method) => (__accessCheck(obj, member, "access private method"), method);
import { Inject, Injectable } from "@nestjs/common";
import { NAMESPACE, sha256, uuidV5 } from "../../commands/hashing.js";
import { runStream, workflowStream } from "../../domain/catalog.js";
import { messageOf } from "../../domain/kernel/errors.js";
import { Commander } from "../commander.js";
import { Delivery } from "../export/delivery.js";
import { ExportRecords } from "../export/export-records.js";
import { ExportSlots } from "../export/export-slots.js";
import { EVIDENCE, EXPORT_LIMITS, LOG, LOG_READER } from "../ports.js";
var _deliveries, _ending, _stopping, _EvidenceExports_instances, made_fn, send_fn, finish_fn;
let EvidenceExports = class {
  constructor(evidence, log, commander, records, slots, limits, say) {
    this.evidence = evidence;
    this.log = log;
    this.commander = commander;
    this.records = records;
    this.slots = slots;
    this.limits = limits;
    this.say = say;
    __privateAdd(this, _EvidenceExports_instances);
    __privateAdd(this, _deliveries, /* @__PURE__ */ new Set());
    __privateAdd(this, _ending, /* @__PURE__ */ new Set());
    __privateAdd(this, _stopping, new AbortController());
  }
  evidence;
  log;
  commander;
  records;
  slots;
  limits;
  say;
  /** Rejects with EXPORT.TOO_MANY, EVIDENCE.KEY_MISSING, STORE.UNAVAILABLE (unavailable), EVIDENCE.TOO_LARGE (invalid). */
  async start(order, caller, to) {
    const free = this.slots.take();
    try {
      const exportId = uuidV5(NAMESPACE, caller.commandId, "evidence"), through = String(await this.log.end()), payload = {
        exportId,
        kind: "evidence",
        format: order.gzip ? "tar.gz" : "tar",
        through,
        ...order.filter
      };
      await this.commander.onExport(exportId, { name: "RequestExport", payload }, caller.context());
      const bundle = await __privateMethod(this, _EvidenceExports_instances, made_fn).call(this, exportId, order, caller, to);
      return __privateMethod(this, _EvidenceExports_instances, send_fn).call(this, exportId, bundle, order, caller, to, free);
    } catch (error) {
      throw free(), error;
    }
  }
  async onModuleDestroy() {
    __privateGet(this, _stopping).abort(new Error("the server was stopped"));
    for (const delivery of __privateGet(this, _deliveries)) delivery.cut("the server was stopped");
    await Promise.all(__privateGet(this, _ending));
  }
};
_deliveries = new WeakMap(), _ending = new WeakMap(), _stopping = new WeakMap(), _EvidenceExports_instances = new WeakSet(), made_fn = async function(exportId, { runs, filter }, caller, to) {
  const gone = new AbortController(), leave = () => gone.abort(new Error("the receiver went away"));
  to.destroyed && leave(), to.once("close", leave);
  const { operatorId, name } = caller.operator;
  try {
    return await this.evidence.bundles.make({
      id: exportId,
      by: { kind: "operator", id: operatorId, name },
      filter: filterText(filter),
      streams: runs.flatMap(({ runId, workflowId }) => [runStream(runId), workflowStream(workflowId)]),
      signal: AbortSignal.any([gone.signal, __privateGet(this, _stopping).signal])
    });
  } catch (error) {
    const nothing = { outcome: gone.signal.aborted || __privateGet(this, _stopping).signal.aborted ? "cut" : "failed", events: 0, bytes: 0, sha256: sha256(""), reason: messageOf(error) };
    throw await this.records.finish(exportId, nothing, caller), error;
  }
}, send_fn = function(exportId, bundle, { gzip }, caller, to, free) {
  const delivery = new Delivery(bundle.bytes(), to, { stallMs: this.limits.stallMs, gzip });
  __privateGet(this, _deliveries).add(delivery), delivery.over.then(free);
  const done = __privateMethod(this, _EvidenceExports_instances, finish_fn).call(this, exportId, delivery, bundle, caller).finally(() => __privateGet(this, _ending).delete(done));
  return __privateGet(this, _ending).add(done), { exportId, stream: delivery.stream, size: gzip ? void 0 : bundle.size };
}, finish_fn = async function(exportId, delivery, bundle, caller) {
  const { outcome, bytes, sha256: hash, reason } = await delivery.over;
  __privateGet(this, _deliveries).delete(delivery), await bundle.remove().catch(
    (error) => this.say.warn({ exportId, error: messageOf(error) }, "the file of a bundle could not be removed")
  );
  const { events, through } = bundle, end = { outcome, events, bytes, sha256: hash, through, ...reason === void 0 ? {} : { reason } };
  await this.records.finish(exportId, end, caller);
}, EvidenceExports = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(EVIDENCE)),
  __decorateParam(1, Inject(LOG_READER)),
  __decorateParam(2, Inject(Commander)),
  __decorateParam(3, Inject(ExportRecords)),
  __decorateParam(4, Inject(ExportSlots)),
  __decorateParam(5, Inject(EXPORT_LIMITS)),
  __decorateParam(6, Inject(LOG))
], EvidenceExports);
const filterText = ({ filter, runFilter }) => runFilter === void 0 ? filter.run?.length === 1 ? { run: filter.run[0] ?? "" } : {} : runFilter;
export {
  EvidenceExports
};
//# sourceMappingURL=evidence-exports.js.map

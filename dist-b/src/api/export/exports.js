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
var __privateGet = (obj, member, getter) => (__accessCheck(obj, member, "read from private field"), getter ? getter.call(obj) : member.get(obj)), __privateAdd = (obj, member, value) => member.has(obj) ? __typeError("Cannot add the same private member more than once") : member instanceof WeakSet ? member.add(obj) : member.set(obj, value), __privateSet = (obj, member, value, setter) => (__accessCheck(obj, member, "write to private field"), setter ? setter.call(obj, value) : member.set(obj, value), value), __privateMethod = (obj, member, method) => (__accessCheck(obj, member, "access private method"), method);
import { Inject, Injectable } from "@nestjs/common";
import { exportStream } from "../../domain/catalog.js";
import { exportEvents } from "../../domain/export/events.js";
import { DomainError, messageOf } from "../../domain/kernel/errors.js";
import { canonicalize } from "../../domain/kernel/json.js";
import { NAMESPACE, uuidV5 } from "../../commands/hashing.js";
import { Commander } from "../commander.js";
import { ExportFormat } from "../contract/exports.js";
import { EVIDENCE, EXPORT_LIMITS, LOG, LOG_READER } from "../ports.js";
import { Delivery } from "./delivery.js";
import { ExportRecords } from "./export-records.js";
import { ExportSlots } from "./export-slots.js";
import { FORMATS } from "./formats.js";
import { selectEvents } from "./selection.js";
var _running, _ending, _stopping, _Exports_instances, begin_fn, finish_fn, sign_fn, requestOf_fn, resumption_fn;
let Exports = class {
  constructor(reader, commander, records, slots, limits, evidence, say) {
    this.reader = reader;
    this.commander = commander;
    this.records = records;
    this.slots = slots;
    this.limits = limits;
    this.evidence = evidence;
    this.say = say;
    __privateAdd(this, _Exports_instances);
    __privateAdd(this, _running, /* @__PURE__ */ new Map());
    /** Whose end is not recorded yet. */
    __privateAdd(this, _ending, /* @__PURE__ */ new Set());
    __privateAdd(this, _stopping, !1);
  }
  reader;
  commander;
  records;
  slots;
  limits;
  evidence;
  say;
  /**
   * Records that it was asked for and begins; what it came to is recorded when the connection is done with it, and the log is signed then:
   * whoever has the export can ask for a proof of it.
   * Rejects with EXPORT.TOO_MANY (unavailable), EXPORT.CURSOR, EXPORT.OTHER_FILTER, EXPORT.NOT_RESUMABLE (invalid).
   */
  async start(query, caller, to, gzipOnTheWay) {
    const free = this.slots.take();
    try {
      const exportId = uuidV5(NAMESPACE, caller.commandId, "export"), request = await __privateMethod(this, _Exports_instances, requestOf_fn).call(this, exportId, query);
      return await this.commander.onExport(exportId, { name: "RequestExport", payload: request }, caller.context()), __privateMethod(this, _Exports_instances, begin_fn).call(this, request, query, caller, to, gzipOnTheWay, free);
    } catch (error) {
      throw free(), error;
    }
  }
  async onModuleDestroy() {
    __privateSet(this, _stopping, !0);
    for (const delivery of __privateGet(this, _running).values()) delivery.cut("the server was stopped");
    await Promise.all(__privateGet(this, _ending));
  }
};
_running = new WeakMap(), _ending = new WeakMap(), _stopping = new WeakMap(), _Exports_instances = new WeakSet(), begin_fn = function(request, { compress, cursor }, caller, to, gzipOnTheWay, free) {
  const { exportId, filter, through } = request, name = ExportFormat.parse(request.format), format = FORMATS[name], after = request.after === void 0 ? void 0 : BigInt(request.after), counted = new Counted(selectEvents(this.reader, filter, { after, through: BigInt(through) }, format.flat)), resumed = cursor !== void 0 && cursor.includes("."), chunks = format.write(counted, { resumed, through: BigInt(through) }), encoding = gzipOnTheWay && compress === void 0 && name !== "parquet" ? "gzip" : void 0, gzip = compress === "gzip" || encoding === "gzip", delivery = new Delivery(chunks, to, { stallMs: this.limits.stallMs, gzip });
  delivery.over.then(free);
  const done = __privateMethod(this, _Exports_instances, finish_fn).call(this, exportId, delivery, counted, caller).finally(() => __privateGet(this, _ending).delete(done));
  return __privateGet(this, _ending).add(done), __privateGet(this, _running).set(exportId, delivery), {
    exportId,
    through,
    mediaType: compress === "gzip" ? "application/gzip" : format.mediaType,
    fileName: `mission-control-${exportId}.${format.extension}${compress === "gzip" ? ".gz" : ""}`,
    encoding,
    stream: delivery.stream
  };
}, finish_fn = async function(exportId, delivery, counted, caller) {
  const { outcome, bytes, sha256, reason } = await delivery.over;
  __privateGet(this, _running).delete(exportId);
  const { events, last } = counted, payload = {
    outcome,
    events,
    bytes,
    sha256,
    ...last === void 0 ? {} : { through: String(last) },
    ...reason === void 0 ? {} : { reason }
  };
  await this.records.finish(exportId, payload, caller), __privateGet(this, _stopping) || await __privateMethod(this, _Exports_instances, sign_fn).call(this, exportId);
}, sign_fn = async function(exportId) {
  try {
    await this.evidence.checkpoints.sign({ ifMoved: !0 });
  } catch (error) {
    this.say.warn({ exportId, reason: messageOf(error) }, "the log could not be signed after an export");
  }
}, requestOf_fn = async function(exportId, query) {
  const { format, compress: _, after, through, cursor, ...given } = query, filter = given;
  if (cursor !== void 0) return __privateMethod(this, _Exports_instances, resumption_fn).call(this, exportId, cursor, filter, format);
  const end = await this.reader.end(), last = through === void 0 || BigInt(through) > end ? end : BigInt(through);
  return {
    exportId,
    kind: "events",
    format: format ?? "ndjson",
    filter,
    through: String(last),
    ...after === void 0 ? {} : { after }
  };
}, resumption_fn = async function(exportId, cursor, filter, format) {
  const [resumes = "", position] = cursor.split(".");
  let first;
  for await (const { type, data } of this.reader.readStream(exportStream(resumes), { maxCount: 1 }))
    type === "ExportRequested" && (first = exportEvents.ExportRequested.safeParse(data).data);
  if (first?.kind !== "events")
    throw new DomainError(
      "EXPORT.CURSOR",
      "invalid",
      `There is no export ${resumes} to go on with. Begin anew without a cursor.`
    );
  if (Object.keys(filter).length > 0 && canonicalize(filter) !== canonicalize(first.filter) || format !== void 0 && format !== first.format)
    throw new DomainError(
      "EXPORT.OTHER_FILTER",
      "invalid",
      `Export ${resumes} was of another filter or format. Leave both out: they are those of that export.`,
      { format: first.format }
    );
  if (position !== void 0 && !FORMATS[ExportFormat.parse(first.format)].resumable)
    throw new DomainError(
      "EXPORT.NOT_RESUMABLE",
      "invalid",
      `A ${first.format} file cannot be gone on with. Begin again with cursor=${resumes}.`
    );
  const after = position ?? first.after;
  if (BigInt(after ?? 0) > BigInt(first.through) || BigInt(after ?? 0) < BigInt(first.after ?? 0))
    throw new DomainError("EXPORT.CURSOR", "invalid", `Position ${after} is not within export ${resumes}.`);
  const { after: _, resumes: __, ...rest } = first;
  return { ...rest, exportId, resumes, ...after === void 0 ? {} : { after } };
}, Exports = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(LOG_READER)),
  __decorateParam(1, Inject(Commander)),
  __decorateParam(2, Inject(ExportRecords)),
  __decorateParam(3, Inject(ExportSlots)),
  __decorateParam(4, Inject(EXPORT_LIMITS)),
  __decorateParam(5, Inject(EVIDENCE)),
  __decorateParam(6, Inject(LOG))
], Exports);
class Counted {
  events = 0;
  last;
  #source;
  constructor(source) {
    this.#source = source;
  }
  async *[Symbol.asyncIterator]() {
    for await (const selected of this.#source)
      this.events++, this.last = selected.event.position, yield selected;
  }
}
export {
  Exports
};
//# sourceMappingURL=exports.js.map

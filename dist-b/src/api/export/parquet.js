import { ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
const GROUP_ROWS = 1e4, GROUP_BYTES = 2 * 1024 * 1024, UNIT_BYTES = 3, column = (name, type, of, { nullable = !0, own = !1, bounded = !1 } = {}) => ({ name, type, of, nullable, own, bounded }), COLUMNS = [
  column("position", "INT64", (_, flat) => flat.position, { nullable: !1, bounded: !0 }),
  column("at", "TIMESTAMP", (_, { at }) => instantOf(at), { bounded: !0 }),
  column("stream", "STRING", (_, flat) => flat.stream, { nullable: !1 }),
  column("revision", "INT32", (_, flat) => flat.revision, { nullable: !1 }),
  column("event_id", "STRING", (_, flat) => flat.eventId, { nullable: !1, own: !0 }),
  column("type", "STRING", (_, flat) => flat.type, { nullable: !1 }),
  column("version", "INT32", (_, flat) => flat.version),
  column("workflow_id", "STRING", (_, flat) => flat.workflowId, { bounded: !0 }),
  column("run_id", "STRING", (_, flat) => flat.runId, { bounded: !0 }),
  column("step_key", "STRING", (_, flat) => flat.stepKey),
  column("attempt", "INT32", (_, flat) => flat.attempt),
  column("agent_id", "STRING", (_, flat) => flat.agentId),
  column("operator_id", "STRING", (_, flat) => flat.operatorId),
  column("actor_kind", "STRING", (_, flat) => flat.actorKind),
  column("actor_id", "STRING", (_, flat) => flat.actorId),
  column("actor_name", "STRING", (_, flat) => flat.actorName),
  column("nano_usd", "INT64", (_, flat) => flat.nanoUsd),
  column("command_id", "STRING", (_, flat) => flat.commandId, { own: !0 }),
  column("correlation_id", "STRING", (_, flat) => flat.correlationId),
  column("causation_id", "STRING", (_, flat) => flat.causationId, { own: !0 }),
  column("prev_hash", "STRING", (_, flat) => flat.prevHash, { own: !0 }),
  column("hash", "STRING", (_, flat) => flat.hash, { own: !0 }),
  column("metadata", "STRING", ({ event }) => JSON.stringify(event.metadata), { nullable: !1, own: !0 }),
  column("data", "STRING", ({ event }) => JSON.stringify(event.data), { nullable: !1, own: !0 })
];
function instantOf(at) {
  const instant = at === null ? void 0 : new Date(at);
  return instant === void 0 || Number.isNaN(instant.getTime()) ? null : instant;
}
const columnData = (columns) => COLUMNS.map(({ name, type, nullable, own, bounded }, i) => ({
  name,
  type,
  nullable,
  data: columns[i] ?? [],
  offsetIndex: !1,
  statistics: bounded,
  ...own ? { encoding: "PLAIN" } : {}
}));
async function* parquetChunks(events) {
  const bytes = new ByteWriter(GROUP_BYTES), writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columnData([]) }),
    createdBy: "Mission Control"
  }), footer = new Footer(), texts = new Texts(), columns = COLUMNS.map(() => []);
  let rows = 0;
  const group = async () => {
    await writer.write({ columnData: columnData(columns), rowGroupSize: rows }), footer.note(writer);
    for (const values of columns) values.length = 0;
    return texts.clear(), rows = 0, taken(bytes);
  };
  for await (const selected of events) {
    const { flat } = selected;
    if (flat) {
      for (const [i, { own, of }] of COLUMNS.entries()) {
        const value = of(selected, flat);
        columns[i]?.push(own && typeof value == "string" ? texts.add(value) : value);
      }
      rows++, (rows >= GROUP_ROWS || texts.bytes >= GROUP_BYTES) && (yield await group());
    }
  }
  rows > 0 && (yield await group()), await writer.finish(), yield taken(bytes);
}
class Texts {
  #memory = Buffer.allocUnsafeSlow(1.25 * GROUP_BYTES);
  #end = 0;
  get bytes() {
    return this.#end;
  }
  add(text) {
    const most = text.length * UNIT_BYTES, fits = this.#end + most <= this.#memory.length, into = fits ? this.#memory : Buffer.allocUnsafeSlow(most), from = fits ? this.#end : 0, size = into.write(text, from, "utf8");
    return this.#end += size, into.subarray(from, from + size);
  }
  clear() {
    this.#end = 0;
  }
}
class Footer {
  #encodings = /* @__PURE__ */ new Map();
  #paths = COLUMNS.map(({ name }) => [name]);
  /** The group that was written last. */
  note(writer) {
    writer.pendingIndexes.length = 0;
    for (const [i, { meta_data: about }] of (writer.row_groups.at(-1)?.columns ?? []).entries())
      about && (about.path_in_schema = this.#paths[i] ?? about.path_in_schema, about.encodings = this.#same(about.encodings), delete about.encoding_stats, delete about.size_statistics);
  }
  #same(encodings) {
    const name = encodings.join(), known = this.#encodings.get(name);
    return known || (this.#encodings.set(name, encodings), encodings);
  }
}
function taken(bytes) {
  const copy = bytes.getBytes().slice();
  return bytes.index = 0, copy;
}
export {
  parquetChunks
};
//# sourceMappingURL=parquet.js.map

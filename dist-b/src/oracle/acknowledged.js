class AcknowledgedRules {
  #streams = /* @__PURE__ */ new Map();
  constructor(acknowledged) {
    for (const one of acknowledged) {
      const { stream, revision, commandId, position, logEnd } = one;
      let expected = this.#streams.get(stream);
      expected || (expected = { last: one, commands: /* @__PURE__ */ new Set(), positions: /* @__PURE__ */ new Map(), ends: /* @__PURE__ */ new Map() }, this.#streams.set(stream, expected)), revision > expected.last.revision && (expected.last = one), commandId !== void 0 && expected.commands.add(commandId), position !== void 0 && revision >= 0 && expected.positions.set(revision, BigInt(position)), logEnd !== void 0 && expected.ends.set(revision, BigInt(logEnd));
    }
  }
  /** The log's end when the command at this revision was answered, if somebody says. */
  logEnd(stream, revision) {
    return this.#streams.get(stream)?.ends.get(revision);
  }
  found({ stream, revision, position }, commandId) {
    const expected = this.#streams.get(stream);
    if (!expected) return;
    commandId !== void 0 && expected.commands.delete(commandId);
    const answered = expected.positions.get(revision);
    if (!(answered === void 0 || position === void 0 || BigInt(position) <= answered))
      return {
        rule: "acknowledged",
        stream,
        revision,
        says: `expected the event that was answered at position ${answered} there or before, found it at ${position}`
      };
  }
  /** What is missing at the log's end. `revisionOf`: the last revision of a stream, -1 when it is not there. */
  missing(revisionOf) {
    const missing = [];
    for (const [stream, { last, commands }] of this.#streams) {
      const revision = revisionOf(stream), say = (says) => {
        missing.push({ rule: "acknowledged", stream, revision, says });
      };
      revision < last.revision && say(`expected event ${last.revision}, which was acknowledged, found the stream to end at ${revision}`);
      for (const commandId of commands)
        say(`expected the events of command ${commandId}, which was acknowledged, found none`);
    }
    return missing;
  }
}
export {
  AcknowledgedRules
};
//# sourceMappingURL=acknowledged.js.map

import { kindOf, runStream } from "../domain/catalog.js";
import { controlEvents } from "../domain/control/events.js";
import { canonicalize } from "../domain/kernel/json.js";
import { isBlobRef } from "../domain/kernel/payload.js";
import { runEvents } from "../domain/run/events.js";
import { AcknowledgedRules } from "./acknowledged.js";
import { ControlRules } from "./control-rules.js";
import { readDefinition } from "./definition.js";
import { IdSet } from "./id-set.js";
import { MAX_VIOLATIONS } from "./report.js";
import { RunRules } from "./run-rules.js";
import { sha256, StreamRules } from "./stream-rules.js";
class Oracle {
  #options;
  #ids = new IdSet();
  #chargeIds = new IdSet();
  #streams = /* @__PURE__ */ new Map();
  #definitions = /* @__PURE__ */ new Map();
  #control = new ControlRules();
  #acknowledged;
  #pruned = /* @__PURE__ */ new Map();
  #unchecked = /* @__PURE__ */ new Set();
  #violations = [];
  #dropped = 0;
  #events = 0;
  #lastAt = 0;
  #started = 0;
  /** What is being looked at. */
  #at = { stream: "", revision: -1 };
  constructor(options = {}) {
    this.#options = options, this.#acknowledged = new AcknowledgedRules(options.acknowledged ?? []);
  }
  /** Looks at the next event. Wait for what it gives before the next one: now and then it reads a payload. */
  add(fact) {
    if (kindOf(fact.stream) === void 0) return;
    const needed = this.#neededBy(fact);
    return needed === void 0 ? this.#look(fact, void 0) : this.#read(needed.sha256, needed.what).then((value) => this.#look(fact, value));
  }
  /** Streams of runs that were pruned. */
  get pruned() {
    return new Set(this.#pruned.keys());
  }
  /** Looks at what only the end of the log shows. `more`: what was found elsewhere. */
  async finish(more = []) {
    this.#forgivePruned();
    for (const violation of more) this.#found(violation);
    for (const violation of this.#control.violations()) this.#found(violation);
    for (const violation of this.#acknowledged.missing((stream) => this.#streams.get(stream)?.rules.revision ?? -1))
      this.#prunedRun(violation.stream) || this.#found(violation);
    const runs = this.#runs(), { offered } = runs, { minEnded = 0.95 } = this.#options;
    return await Promise.resolve(), {
      violations: this.#violations,
      found: this.#violations.length + this.#dropped,
      events: this.#events,
      streams: this.#streams.size,
      runs,
      unchecked: [...this.#unchecked],
      ...runs.ended < offered * minEnded ? { void: `${runs.ended} of ${offered} offered runs ended, at least ${Math.ceil(offered * minEnded)} must` } : {}
    };
  }
  #look(fact, payload) {
    const { stream, revision, type } = fact;
    this.#at = fact, this.#events++;
    const known = this.#stream(fact), read = known.rules.next(fact), wrong = this.#acknowledged.found(fact, read?.metadata.commandId);
    if (wrong && this.#found(wrong), !!read) {
      if (known.rules.at > this.#lastAt && (this.#lastAt = known.rules.at), isRun(read)) this.#run(known, read, payload);
      else if (isControl(read)) this.#control.event(read, revision, this.#acknowledged.logEnd(stream, revision));
      else if (type === "RunsPruned" && isPruning(read))
        for (const run of read.data.runs) this.#pruned.set(runStream(run.runId), run);
    }
  }
  #run(known, fact, payload) {
    const { stream, revision } = fact;
    if (known.run === void 0 && fact.type === "RunStarted") {
      const { runId, workflow } = fact.data;
      this.#started++, stream !== runStream(runId) && this.#complain("readable", `expected run ${runId} in a stream of its name, found it here`);
      const definition = this.#definition(workflow, payload), act = (what, controlRevision) => {
        const { position } = this.#at, place2 = {
          stream,
          revision: this.#at.revision,
          position: position === void 0 ? void 0 : BigInt(position)
        };
        this.#control.act(workflow.id, what, controlRevision, place2);
      };
      known.run = new RunRules(fact.data, definition, this.#chargeIds, act, this.#complain);
    } else known.run === void 0 && revision === 0 && this.#complain("readable", `expected RunStarted as the first event of a run, found ${fact.type}`);
    known.run?.apply(fact, payload);
  }
  #stream({ stream, revision }) {
    let known = this.#streams.get(stream);
    return known || (known = { rules: new StreamRules(this.#complain, this.#ids), first: revision, run: void 0 }, this.#streams.set(stream, known)), known;
  }
  /** The payload without which an event cannot be looked at: a definition, or parameters whose hash was approved. */
  #neededBy({ type, data }) {
    if (type !== "RunStarted" && type !== "ApprovalRequested" && type !== "StepDispatched") return;
    const payload = blobOf(type, data);
    if (payload === void 0 || type === "RunStarted" && this.#definitions.has(payload)) return;
    const what = type === "RunStarted" ? "the definition of a workflow" : "approved parameters";
    if (this.#options.blobs) return { sha256: payload, what };
    this.#unchecked.add(`${what}: no payloads were given`);
  }
  async #read(hash, what) {
    const value = await this.#options.blobs?.(hash);
    if (value !== void 0 && sha256(canonicalize(value)) === hash) return value;
    this.#unchecked.add(`${what}: a payload is ${value === void 0 ? "gone" : "another one than its hash says"}`);
  }
  #definition(workflow, document) {
    const { sha256: hash } = workflow.definition.$blob;
    if (this.#definitions.has(hash)) return this.#definitions.get(hash);
    if (document === void 0) {
      this.#options.blobs && this.#complain("payloads", `expected the definition ${hash} of the run, found none that fits`);
      return;
    }
    let definition;
    try {
      definition = readDefinition(document);
    } catch (error) {
      this.#complain("payloads", `expected a definition of a workflow in ${hash}, found: ${String(error)}`);
    }
    return this.#definitions.set(hash, definition), definition;
  }
  #runs() {
    const { now, offered = this.#started } = this.#options, time = now === "lastEvent" ? this.#lastAt : now, waiting = {}, stuck = [];
    let ended = 0;
    for (const [stream, { run, rules }] of this.#streams) {
      if (!run || this.#prunedRun(stream)) continue;
      this.#at = { stream, revision: rules.revision };
      const waits = run.waits(time);
      waits || ended++;
      for (const name of waits?.names ?? []) waiting[name] = (waiting[name] ?? 0) + 1;
      if (waits?.stuck !== void 0 && (stuck.push(stream), this.#complain("waits", waits.stuck)), time !== void 0)
        for (const leaseId of run.unreleased(time))
          this.#complain(
            "reservations",
            `expected the reservation of lease ${leaseId} to be released by now, found it held`
          );
    }
    return { offered, ended: ended + this.#pruned.size, waiting, stuck };
  }
  /** Of a pruned run a part may be left to be read; where all of it is, its proof must fit. */
  #forgivePruned() {
    for (const [stream, { last, headHash }] of this.#pruned) {
      const known = this.#streams.get(stream);
      known && (known.first === 0 && known.rules.revision === last ? (this.#at = { stream, revision: last }, known.rules.head !== headHash && this.#complain(
        "hash-chain",
        `expected head ${headHash}, as its proof of pruning says, found ${known.rules.head}`
      )) : this.#violations = this.#violations.filter((violation) => violation.stream !== stream));
    }
  }
  #prunedRun = (stream) => this.#pruned.has(stream);
  #complain = (rule, says) => this.#found({ rule, ...place(this.#at), says });
  #found(violation) {
    this.#violations.length < MAX_VIOLATIONS ? this.#violations.push(violation) : this.#dropped++;
  }
}
const place = ({ stream, revision }) => ({ stream, revision }), isRun = (fact) => Object.hasOwn(runEvents, fact.type), isControl = (fact) => Object.hasOwn(controlEvents, fact.type), isPruning = (fact) => fact.type === "RunsPruned";
function blobOf(type, data) {
  const member = (of, name) => typeof of == "object" && of !== null ? Reflect.get(of, name) : void 0;
  let payload;
  type === "RunStarted" ? payload = member(member(data, "workflow"), "definition") : type === "ApprovalRequested" ? payload = member(data, "params") : member(data, "approval") !== void 0 && (payload = member(data, "inputs"));
  const ref = isBlobRef(payload) ? payload : void 0, hash = member(member(ref, "$blob"), "sha256");
  return typeof hash == "string" ? hash : void 0;
}
export {
  Oracle
};
//# sourceMappingURL=oracle.js.map

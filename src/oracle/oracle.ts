import { kindOf, runStream } from '../domain/catalog.js';
import { controlEvents, type ControlEvent } from '../domain/control/events.js';
import { canonicalize, type Json } from '../domain/kernel/json.js';
import { isBlobRef, type Payload } from '../domain/kernel/payload.js';
import type { RetentionEventData } from '../domain/retention/events.js';
import { runEvents, type RunEventData } from '../domain/run/events.js';
import { AcknowledgedRules, type Acknowledged } from './acknowledged.js';
import { ControlRules } from './control-rules.js';
import { readDefinition, type Definition } from './definition.js';
import { IdSet } from './id-set.js';
import { MAX_VIOLATIONS, type Report, type Rule, type Violation } from './report.js';
import { RunRules, type RunFact } from './run-rules.js';
import { sha256, StreamRules, type ReadFact, type RecordedFact } from './stream-rules.js';

export type { Acknowledged } from './acknowledged.js';
export type { Report, Rule, Violation } from './report.js';
export type { RecordedFact } from './stream-rules.js';

export interface OracleOptions {
  /** A payload by its hash; undefined when it is gone. Without it, what needs the definitions is not looked at, and the report says so. */
  readonly blobs?: (sha256: string) => Promise<Json | undefined>;
  /** Answers that somebody was given: what they say must be in the log. */
  readonly acknowledged?: Iterable<Acknowledged>;
  /** In milliseconds: what was due a minute before and did not happen is stuck. Default: nobody knows what time it is, and nothing is overdue. */
  readonly now?: number | 'lastEvent';
  /** Runs that were asked for; default: those that were started. */
  readonly offered?: number;
  /** With a smaller part of the offered runs ended the test is void; default 0.95. */
  readonly minEnded?: number;
}

interface Stream {
  readonly rules: StreamRules;
  readonly first: number;
  run: RunRules | undefined;
}

/**
 * Says whether the record keeps every promise of the design. It sees each event once, streams in any order among each other and events of a stream
 * in theirs, and decides everything anew: it shares schemas with the server, and no rule.
 */
export class Oracle {
  readonly #options: OracleOptions;
  readonly #ids = new IdSet();
  readonly #chargeIds = new IdSet();
  readonly #streams = new Map<string, Stream>();
  readonly #definitions = new Map<string, Definition | undefined>();
  readonly #control = new ControlRules();
  readonly #acknowledged: AcknowledgedRules;
  readonly #pruned = new Map<string, RetentionEventData<'RunsPruned'>['runs'][number]>();
  readonly #unchecked = new Set<string>();
  #violations: Violation[] = [];
  #dropped = 0;
  #events = 0;
  #lastAt = 0;
  #started = 0;
  /** What is being looked at. */
  #at: Pick<RecordedFact, 'stream' | 'revision' | 'position'> = { stream: '', revision: -1 };

  constructor(options: OracleOptions = {}) {
    this.#options = options;
    this.#acknowledged = new AcknowledgedRules(options.acknowledged ?? []);
  }

  /** Looks at the next event. Wait for what it gives before the next one: now and then it reads a payload. */
  add(fact: RecordedFact): void | Promise<void> {
    if (kindOf(fact.stream) === undefined) return;
    const needed = this.#neededBy(fact);
    if (needed === undefined) return this.#look(fact, undefined);
    return this.#read(needed.sha256, needed.what).then((value) => this.#look(fact, value));
  }

  /** Streams of runs that were pruned. */
  get pruned(): ReadonlySet<string> {
    return new Set(this.#pruned.keys());
  }

  /** Looks at what only the end of the log shows. `more`: what was found elsewhere. */
  async finish(more: readonly Violation[] = []): Promise<Report> {
    this.#forgivePruned();
    for (const violation of more) this.#found(violation);
    for (const violation of this.#control.violations()) this.#found(violation);
    for (const violation of this.#acknowledged.missing((stream) => this.#streams.get(stream)?.rules.revision ?? -1))
      if (!this.#prunedRun(violation.stream)) this.#found(violation);
    const runs = this.#runs();
    const { offered } = runs;
    const { minEnded = 0.95 } = this.#options;
    await Promise.resolve();
    return {
      violations: this.#violations,
      found: this.#violations.length + this.#dropped,
      events: this.#events,
      streams: this.#streams.size,
      runs,
      unchecked: [...this.#unchecked],
      ...(runs.ended < offered * minEnded
        ? { void: `${runs.ended} of ${offered} offered runs ended, at least ${Math.ceil(offered * minEnded)} must` }
        : {}),
    };
  }

  #look(fact: RecordedFact, payload: Json | undefined): void {
    const { stream, revision, type } = fact;
    this.#at = fact;
    this.#events++;
    const known = this.#stream(fact);
    const read = known.rules.next(fact);
    const wrong = this.#acknowledged.found(fact, read?.metadata.commandId);
    if (wrong) this.#found(wrong);
    if (!read) return;
    if (known.rules.at > this.#lastAt) this.#lastAt = known.rules.at;
    if (isRun(read)) this.#run(known, read, payload);
    else if (isControl(read)) this.#control.event(read, revision, this.#acknowledged.logEnd(stream, revision));
    else if (type === 'RunsPruned' && isPruning(read))
      for (const run of read.data.runs) this.#pruned.set(runStream(run.runId), run);
  }

  #run(known: Stream, fact: ReadFact & RunFact, payload: Json | undefined): void {
    const { stream, revision } = fact;
    if (known.run === undefined && fact.type === 'RunStarted') {
      const { runId, workflow } = fact.data;
      this.#started++;
      if (stream !== runStream(runId))
        this.#complain('readable', `expected run ${runId} in a stream of its name, found it here`);
      const definition = this.#definition(workflow, payload);
      const act = (what: string, controlRevision: number): void => {
        const { position } = this.#at;
        const place = {
          stream,
          revision: this.#at.revision,
          position: position === undefined ? undefined : BigInt(position),
        };
        this.#control.act(workflow.id, what, controlRevision, place);
      };
      known.run = new RunRules(fact.data, definition, this.#chargeIds, act, this.#complain);
    } else if (known.run === undefined && revision === 0)
      this.#complain('readable', `expected RunStarted as the first event of a run, found ${fact.type}`);
    known.run?.apply(fact, payload);
  }

  #stream({ stream, revision }: RecordedFact): Stream {
    let known = this.#streams.get(stream);
    if (!known) {
      known = { rules: new StreamRules(this.#complain, this.#ids), first: revision, run: undefined };
      this.#streams.set(stream, known);
    }
    return known;
  }

  /** The payload without which an event cannot be looked at: a definition, or parameters whose hash was approved. */
  #neededBy({ type, data }: RecordedFact): { readonly sha256: string; readonly what: string } | undefined {
    if (type !== 'RunStarted' && type !== 'ApprovalRequested' && type !== 'StepDispatched') return undefined;
    const payload = blobOf(type, data);
    if (payload === undefined || (type === 'RunStarted' && this.#definitions.has(payload))) return undefined;
    const what = type === 'RunStarted' ? 'the definition of a workflow' : 'approved parameters';
    if (this.#options.blobs) return { sha256: payload, what };
    this.#unchecked.add(`${what}: no payloads were given`);
    return undefined;
  }

  async #read(hash: string, what: string): Promise<Json | undefined> {
    const value = await this.#options.blobs?.(hash);
    if (value !== undefined && sha256(canonicalize(value)) === hash) return value;
    this.#unchecked.add(`${what}: a payload is ${value === undefined ? 'gone' : 'another one than its hash says'}`);
    return undefined;
  }

  #definition(workflow: RunEventData<'RunStarted'>['workflow'], document: Json | undefined): Definition | undefined {
    const { sha256: hash } = workflow.definition.$blob;
    if (this.#definitions.has(hash)) return this.#definitions.get(hash);
    if (document === undefined) {
      if (this.#options.blobs)
        this.#complain('payloads', `expected the definition ${hash} of the run, found none that fits`);
      return undefined;
    }
    let definition: Definition | undefined;
    try {
      definition = readDefinition(document);
    } catch (error) {
      this.#complain('payloads', `expected a definition of a workflow in ${hash}, found: ${String(error)}`);
    }
    this.#definitions.set(hash, definition);
    return definition;
  }

  #runs(): Report['runs'] {
    const { now, offered = this.#started } = this.#options;
    const time = now === 'lastEvent' ? this.#lastAt : now;
    const waiting: Record<string, number> = {};
    const stuck: string[] = [];
    let ended = 0;
    for (const [stream, { run, rules }] of this.#streams) {
      if (!run || this.#prunedRun(stream)) continue;
      this.#at = { stream, revision: rules.revision };
      const waits = run.waits(time);
      if (!waits) ended++;
      for (const name of waits?.names ?? []) waiting[name] = (waiting[name] ?? 0) + 1;
      if (waits?.stuck !== undefined) {
        stuck.push(stream);
        this.#complain('waits', waits.stuck);
      }
      if (time === undefined) continue;
      for (const leaseId of run.unreleased(time))
        this.#complain(
          'reservations',
          `expected the reservation of lease ${leaseId} to be released by now, found it held`,
        );
    }
    return { offered, ended: ended + this.#pruned.size, waiting, stuck };
  }

  /** Of a pruned run a part may be left to be read; where all of it is, its proof must fit. */
  #forgivePruned(): void {
    for (const [stream, { last, headHash }] of this.#pruned) {
      const known = this.#streams.get(stream);
      if (!known) continue;
      if (known.first === 0 && known.rules.revision === last) {
        this.#at = { stream, revision: last };
        if (known.rules.head !== headHash)
          this.#complain(
            'hash-chain',
            `expected head ${headHash}, as its proof of pruning says, found ${known.rules.head}`,
          );
      } else this.#violations = this.#violations.filter((violation) => violation.stream !== stream);
    }
  }

  #prunedRun = (stream: string): boolean => this.#pruned.has(stream);

  readonly #complain = (rule: Rule, says: string): void => this.#found({ rule, ...place(this.#at), says });

  #found(violation: Violation): void {
    if (this.#violations.length < MAX_VIOLATIONS) this.#violations.push(violation);
    else this.#dropped++;
  }
}

const place = ({ stream, revision }: Pick<RecordedFact, 'stream' | 'revision'>) => ({ stream, revision });

const isRun = (fact: ReadFact): fact is ReadFact & RunFact => Object.hasOwn(runEvents, fact.type);
const isControl = (fact: ReadFact): fact is ReadFact & ControlEvent => Object.hasOwn(controlEvents, fact.type);
const isPruning = (fact: ReadFact): fact is ReadFact & { readonly data: RetentionEventData<'RunsPruned'> } =>
  fact.type === 'RunsPruned';

/** Hash of the blob that stands for what is needed of an event, in data that nobody has parsed yet. */
function blobOf(type: 'RunStarted' | 'ApprovalRequested' | 'StepDispatched', data: unknown): string | undefined {
  const member = (of: unknown, name: string): unknown =>
    typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;
  let payload: unknown;
  if (type === 'RunStarted') payload = member(member(data, 'workflow'), 'definition');
  else if (type === 'ApprovalRequested') payload = member(data, 'params');
  else if (member(data, 'approval') !== undefined) payload = member(data, 'inputs');
  const ref: Payload | undefined = isBlobRef(payload) ? payload : undefined;
  const hash = member(member(ref, '$blob'), 'sha256');
  return typeof hash === 'string' ? hash : undefined;
}

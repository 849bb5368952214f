import { runStream } from '../../src/domain/catalog.js';
import { EventMetadata, GENESIS } from '../../src/domain/kernel/envelope.js';
import { CommandId, RunId } from '../../src/domain/kernel/ids.js';
import type { ReportedCall } from '../../src/domain/run/commands.js';
import { runEvents, type RunEventData, type RunEventType } from '../../src/domain/run/events.js';
import { seal } from '../../src/eventstore/chain.js';
import type { OracleOptions, RecordedFact } from '../../src/oracle/oracle.js';
import { payloadsOf, wholeLog } from '../../src/oracle/sources.js';
import { id } from './events.js';
import { AGENT, Harness, parseLease } from './harness.js';

/** A fact whose metadata was parsed. */
export type Entry = RecordedFact & { readonly metadata: EventMetadata };

const usage = (input: number): ReportedCall[] => [
  {
    callId: 'call',
    model: 'test/one',
    input,
    cachedInput: 0,
    cacheWrite: 0,
    output: 0,
    reasoning: 0,
    source: 'measured',
  },
];
const DEFINITION = {
  id: 'good',
  name: 'Good',
  budget: { usd: '0.000001000' },
  limits: { parallelism: 1 },
  steps: [
    { id: 'read', agent: 'work', output: true, estimate: { usd: '0.000000300' } },
    {
      id: 'pay',
      agent: 'work',
      output: true,
      tier: 'financial',
      dependsOn: ['read'],
      inputs: { amount: 'steps.read.output.amount' },
      estimate: { usd: '0.000000300' },
      budget: { usd: '0.000000700' },
    },
    { id: 'tell', agent: 'work', output: true, dependsOn: ['pay'], retry: { attempts: 2, initial: '1s' } },
  ],
};

/** A record in which all goes well, though not at once: an approval, a lost lease with its late result, a pause, an emergency stop. The mother of the broken ones. */
export class GoodRecord {
  private constructor(
    readonly entries: readonly Entry[],
    readonly runId: string,
    readonly blobs: NonNullable<OracleOptions['blobs']>,
  ) {}

  static async make(): Promise<GoodRecord> {
    const harness = new Harness();
    await harness.save(DEFINITION);
    const runId = await harness.start('good', { from: 'test' });
    const run = (request: Parameters<Harness['run']>[1], actor?: Parameters<Harness['run']>[2]) =>
      harness.run(runId, request, actor);
    const { leaseId } = parseLease(harness.task('read'));
    await run({ name: 'ReportUsage', payload: { leaseId, usage: usage(100) } }, AGENT);
    await run(
      { name: 'RecordSideEffect', payload: { leaseId, effectId: 'e', kind: 'file', target: 'f', receipt: 1 } },
      AGENT,
    );
    await harness.complete(harness.task('read'), { amount: 7 }, { usage: usage(200) });
    const asked = harness.events(runId).find(({ type }) => type === 'ApprovalRequested');
    const { approvalId } = runEvents.ApprovalRequested.parse(asked?.data);
    await run({ name: 'Approve', payload: { approvalId, comment: '' } }, { kind: 'operator', id: 'bob', name: 'Bob' });
    await run({ name: 'PauseRun', payload: { reason: 'lunch' } });
    await harness.complete(harness.task('pay'), { paid: true }, { usage: usage(50) });
    await run({ name: 'ResumeRun', payload: { reason: 'back' } });
    const lost = harness.task('tell');
    await run({ name: 'LoseLease', payload: { ...parseLease(lost), because: 'heartbeat' } });
    await harness.complete(lost, 'too late', { usage: usage(10) });
    await order(harness, 'OrderHalt', 'h1');
    await order(harness, 'LiftHalt', 'h1');
    harness.clock.advance(60_000);
    await harness.commands.runs.nudge(runStream(RunId.parse(runId)));
    await harness.complete(harness.task('tell'), 'done');
    const entries: Entry[] = [];
    for await (const event of wholeLog(harness.memory.reader))
      entries.push({ ...event, metadata: EventMetadata.parse(event.metadata) });
    return new GoodRecord(entries, runId, payloadsOf(harness.memory.blobs));
  }

  get stream(): string {
    return runStream(RunId.parse(this.runId));
  }

  /** Hash of the payload that holds the definition. */
  get definition(): string {
    return this.broken().dataOf('RunStarted').workflow.definition.$blob.sha256;
  }

  broken(): BrokenRecord {
    return new BrokenRecord([...this.entries], this.stream, this.runId);
  }
}

async function order(harness: Harness, name: 'OrderHalt' | 'LiftHalt', haltId: string): Promise<void> {
  const payload = { haltId, reason: 'test', scope: { kind: 'workflow', id: 'other' } as const };
  await harness.commands.controls.execute('control', { name, payload }, harness.context());
}

/** A record that somebody has changed, and sealed again so that the chain does not tell. */
export class BrokenRecord {
  constructor(
    readonly entries: Entry[],
    readonly stream: string,
    readonly runId: string,
  ) {}

  dataOf<T extends RunEventType>(type: T, nth = 0): RunEventData<T> {
    return dataOf(type, this.entries[this.at(type, nth)]);
  }

  metadataOf(type: RunEventType): EventMetadata {
    return EventMetadata.parse(this.entries[this.at(type)]?.metadata);
  }

  /** An emergency stop of another scope stands before everything, is not lifted, and nothing was decided upon it. */
  control(scope: { kind: 'everything' } | { kind: 'workflow'; id: string }): this {
    const at = this.entries.findIndex((entry) => entry.type === 'HaltOrdered');
    const [entry] = this.entries.splice(at, 2);
    if (entry) this.entries.unshift({ ...entry, data: { haltId: 'h1', reason: 'test', scope } });
    return this.change('StepDispatched', () => ({ controlRevision: -1 }), 3);
  }

  /** The nth event of a type (the first is 0) in the run; throws when there is none. */
  at(type: RunEventType, nth = 0): number {
    const found = this.entries.flatMap((entry, i) => (entry.stream === this.stream && entry.type === type ? [i] : []))[
      nth
    ];
    if (found === undefined) throw new Error(`the record has no ${type} number ${nth}`);
    return found;
  }

  /** Members of an event's data are others. */
  change<T extends RunEventType>(type: T, change: (data: RunEventData<T>) => Partial<RunEventData<T>>, nth = 0): this {
    const at = this.at(type, nth);
    const entry = this.entries[at];
    const data = dataOf(type, entry);
    if (entry) this.entries[at] = { ...entry, data: { ...data, ...change(data) } };
    return this.sealed();
  }

  /** Members of an event's metadata are others. */
  envelope(type: RunEventType, metadata: Partial<EventMetadata>): this {
    const at = this.at(type);
    const entry = this.entries[at];
    if (entry) this.entries[at] = { ...entry, metadata: { ...entry.metadata, ...metadata } };
    return this.sealed();
  }

  remove(type: RunEventType, nth = 0): this {
    this.entries.splice(this.at(type, nth), 1);
    return this.sealed();
  }

  /** The same event once more, under ids of its own, after another (default: after itself), with some members changed. */
  again<T extends RunEventType>(
    type: T,
    { after = type, nth = 0, data = {} }: { after?: RunEventType; nth?: number; data?: Partial<RunEventData<T>> } = {},
  ): this {
    const original = this.entries[this.at(type)];
    const place = this.at(after, nth);
    const before = this.entries[place];
    if (!original || !before) return this;
    const commandId = CommandId.parse(id(`again ${type} ${place}`));
    this.entries.splice(place + 1, 0, {
      ...original,
      id: id(`event ${type} ${place}`),
      data: { ...dataOf(type, original), ...data },
      metadata: { ...original.metadata, commandId, at: before.metadata.at },
    });
    return this.sealed();
  }

  /** Another event in the name of the run, after one of its own. */
  insert<T extends RunEventType>(type: T, data: RunEventData<T>, after: RunEventType, nth = 0): this {
    const place = this.at(after, nth);
    const before = this.entries[place];
    if (before)
      this.entries.splice(place + 1, 0, {
        ...before,
        id: id(`inserted ${type} ${place}`),
        type,
        data,
        metadata: { ...before.metadata, commandId: CommandId.parse(id(`insert ${type} ${place}`)), index: 0 },
      });
    return this.sealed();
  }

  /** Revisions, positions and chain as the store would have them. */
  sealed(): this {
    const heads = new Map<string, { revision: number; hash: string }>();
    for (const [i, entry] of this.entries.entries()) {
      const head = heads.get(entry.stream) ?? { revision: -1, hash: GENESIS };
      const { prev: _prev, hash: _hash, ...metadata } = entry.metadata;
      const sealed = seal(entry.stream, head, [{ id: entry.id, type: entry.type, data: entry.data, metadata }]);
      heads.set(entry.stream, sealed.head);
      const [recorded] = sealed.recorded;
      if (recorded) this.entries[i] = { ...recorded, position: BigInt(i + 1) };
    }
    return this;
  }
}

function dataOf<T extends RunEventType>(type: T, entry: Entry | undefined): RunEventData<T> {
  const data = entry?.data;
  if (isOf(type, data)) return data;
  throw new Error(`that is no ${type}`);
}
const isOf = <T extends RunEventType>(type: T, data: unknown): data is RunEventData<T> =>
  runEvents[type].safeParse(data).success;

/** Runs of every kind, made by the real write side over a log in memory: what each appended, and the payloads beside the log. */
import type { AgentPool } from '../../src/commands/agent-pool.js';
import { Commands } from '../../src/commands/commands.js';
import { loadPriceTable } from '../../src/commands/facts/price-table.js';
import { uuidV5 } from '../../src/commands/hashing.js';
import { runStream, workflowStream } from '../../src/domain/catalog.js';
import { ApprovalId, derived, LeaseId } from '../../src/domain/kernel/ids.js';
import type { BlobStore, EventStore, NewEvent } from '../../src/domain/kernel/ports.js';
import type { RunRequest } from '../../src/domain/run/commands.js';
import { WorkflowDefinition } from '../../src/domain/workflow/definition.js';
import { memoryStore } from '../../src/eventstore/memory.js';
import type { Task } from '../../src/gateway/protocol.js';
import { MemoryKeyStore } from '../../src/keystore/memory-key-store.js';

export interface Append {
  readonly stream: string;
  readonly events: readonly NewEvent[];
}
export interface Blob {
  readonly text: string;
  readonly sha256: string;
  readonly mediaType: string | undefined;
}
export interface Templates {
  /** The workflow and what else the runs refer to, as it stands. */
  readonly base: readonly Append[];
  readonly blobs: readonly Blob[];
  /** The appends of one run of each kind. */
  readonly runs: ReadonlyMap<Kind, readonly Append[]>;
}

/** How many of a hundred runs are of a kind; `waiting` and `paused` are open. */
export const MIX = { plain: 78, retried: 8, failed: 8, cancelled: 4, waiting: 1, paused: 1 } as const;
export type Kind = keyof typeof MIX;
const KINDS = ['plain', 'retried', 'failed', 'cancelled', 'waiting', 'paused'] as const satisfies readonly Kind[];

/** When the runs were made: the copies are made at other times. */
export const MADE_AT = Date.parse('2026-01-01T00:00:00.000Z');
const STEPS = 10;
const TEXT = 'The report names three findings, of which one is urgent. ';
const silent = { info: () => undefined, warn: () => undefined, error: console.error };

const definition = WorkflowDefinition.parse({
  id: 'growth-mix',
  name: 'Report',
  policies: { onDeadLetter: 'fail' },
  steps: Array.from({ length: STEPS }, (_, i) => ({
    id: `step-${i}`,
    agent: 'work',
    model: 'demo/rules-1',
    output: { type: 'object' },
    retry: { attempts: 3, initial: '1s' },
    ...(i === 0 ? {} : { dependsOn: [`step-${i - 1}`], inputs: { text: `steps["step-${i - 1}"].output.text` } }),
    ...(i === 4 ? { tier: 'write', approval: { required: true, expiresAfter: '900d', reason: 'It writes.' } } : {}),
  })),
});

export async function makeTemplates(): Promise<Templates> {
  const memory = memoryStore();
  const appends: Append[] = [];
  const blobs: Blob[] = [];
  const store: EventStore = {
    async append(stream, head, events) {
      const outcome = await memory.store.append(stream, head, events);
      if (outcome.kind === 'appended') appends.push({ stream, events: structuredClone(events) });
      return outcome;
    },
    read: (...given) => memory.store.read(...given),
    readOne: (...given) => memory.store.readOne(...given),
    available: () => true,
    refusal: () => undefined,
  };
  const keptBlobs: BlobStore = {
    put(text, sha256, mediaType) {
      blobs.push({ text, sha256, mediaType });
      return memory.blobs.put(text, sha256, mediaType);
    },
    get: (ref) => memory.blobs.get(ref),
    keep: (ref) => memory.blobs.keep(ref),
  };
  const clock = { ms: MADE_AT, now: () => clock.ms };
  const tasks: Task[] = [];
  const pool: AgentPool = {
    take: () => ({ agent: { id: 'agent-1', name: 'Agent 1', bootId: 'boot', gatewayId: 'gateway', single: false } }),
    release: () => undefined,
    dispatch: (_, task) => void tasks.push(task),
    cancel: () => undefined,
  };
  const commands = new Commands({
    ...memory,
    store,
    blobs: keptBlobs,
    keys: new MemoryKeyStore(),
    clock,
    log: silent,
    writer: { version: 'bench', bootId: 'bench' },
    inline: true,
    pool,
    prices: loadPriceTable(),
    random: () => 0.5,
    warningsOf: () => [],
  });
  await commands.start();
  let sent = 0;
  const context = (kind: 'operator' | 'agent') => {
    const commandId = uuidV5('6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60', 'growth', String(++sent));
    const actor = kind === 'operator' ? { kind, id: 'ada', name: 'Ada' } : { kind, id: 'agent-1', name: 'Agent 1' };
    return { commandId: derived.commandId(commandId), causationId: commandId, actor };
  };
  await commands.workflows.execute(
    workflowStream(definition.id),
    { name: 'SaveVersion', payload: { definition } },
    context('operator'),
  );
  const runs = new Map<Kind, Append[]>();
  for (const kind of KINDS) {
    const stream = await makeRun(kind);
    runs.set(
      kind,
      appends.filter((append) => append.stream === stream),
    );
  }
  commands.close();
  const ofRuns = new Set([...runs.values()].flat());
  return { base: appends.filter((append) => !ofRuns.has(append)), blobs, runs };

  async function makeRun(kind: Kind): Promise<string> {
    tasks.length = 0;
    const runId = derived.runId(context('operator').commandId);
    const stream = runStream(runId);
    const give = (request: RunRequest, by: 'operator' | 'agent') => {
      clock.ms += 40;
      return commands.runs.execute(stream, request, context(by));
    };
    const usage = (leaseId: string) => [
      {
        callId: `${leaseId}-call`,
        model: 'demo/rules-1',
        input: 900,
        cachedInput: 100,
        cacheWrite: 0,
        output: 250,
        reasoning: 0,
        source: 'measured' as const,
      },
    ];
    const trigger = { kind: 'manual', id: 'ada' } as const;
    await give(
      { name: 'StartRun', payload: { runId, workflowId: definition.id, input: { text: TEXT }, trigger } },
      'operator',
    );
    for (;;) {
      const task = tasks.shift() ?? (await goOn());
      if (!task) return stream;
      const leaseId = LeaseId.parse(task.leaseId);
      const number = Number(task.step.stepId.split('-')[1]);
      const resultId = `${leaseId}-result`;
      const fails = (kind === 'retried' && number === 2 && task.attempt === 1) || (kind === 'failed' && number === 7);
      if (number === 3)
        await give({ name: 'ReportProgress', payload: { leaseId, percent: 50, message: 'half of it' } }, 'agent');
      if (number % 3 === 0) await give({ name: 'ReportUsage', payload: { leaseId, usage: usage(leaseId) } }, 'agent');
      if (number === 4)
        await give(
          {
            name: 'RecordSideEffect',
            payload: {
              leaseId,
              effectId: `${leaseId}-effect`,
              kind: 'file',
              target: 'report.md',
              receipt: { bytes: 912 },
            },
          },
          'agent',
        );
      const error = {
        class: 'tool',
        code: 'BROKEN',
        message: 'the host did not answer',
        retryable: kind === 'retried',
      };
      await (fails
        ? give({ name: 'FailStep', payload: { leaseId, resultId, error, usage: [] } }, 'agent')
        : give(
            {
              name: 'CompleteStep',
              payload: { leaseId, resultId, output: { text: TEXT.repeat(4) }, summary: TEXT, usage: usage(leaseId) },
            },
            'agent',
          ));
    }

    /** A retry that is due, or an answer to what the run asks; undefined where it ends, or stays. */
    async function goOn(): Promise<Task | undefined> {
      clock.ms += 5_000;
      await commands.runs.nudge(stream);
      const retried = tasks.shift();
      if (retried) return retried;
      const asked = await commands.runs.look(stream, (run) =>
        run.status === 'none' ? undefined : [...run.approvals.values()].find(({ status }) => status === 'pending'),
      );
      if (!asked || kind === 'waiting') return undefined;
      if (kind === 'paused' || kind === 'cancelled') {
        await give(
          { name: kind === 'paused' ? 'PauseRun' : 'CancelRun', payload: { reason: 'not needed now' } },
          'operator',
        );
        return undefined;
      }
      await give(
        { name: 'Approve', payload: { approvalId: ApprovalId.parse(asked.approvalId), comment: 'fine' } },
        'operator',
      );
      return tasks.shift();
    }
  }
}

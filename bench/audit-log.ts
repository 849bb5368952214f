/** A log that is made up, for the benchmark of the audit: runs of every status and cost, thirty at a time, over a year. */
import { createHash } from 'node:crypto';
import { runStream } from '../src/domain/catalog.js';
import type { Recorded } from '../src/domain/kernel/envelope.js';
import { derived } from '../src/domain/kernel/ids.js';
import type { FeedBatch } from '../src/domain/kernel/ports.js';

export const YEAR_MS = 365 * 86_400_000;
/** Positions are so far apart: as events of so many bytes. */
export const EVENT_BYTES = 1_400;
export const END = Date.parse('2026-11-25T00:00:00.000Z');
/** Values in an output: words that are common, and some that are rare. */
const VALUES = Number(process.env['WORDS'] ?? 30);
const AT_ONCE = 30;

function uuid(name: string): string {
  const hex = createHash('md5').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
let state = 42;
const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
/** As words of a language: a few are everywhere, most are rare. */
const word = (): string => `w${Math.floor(20_000 ** random()).toString(36)}`;
const words = (count: number): string => Array.from({ length: count }, word).join(' ');

const ACTORS = {
  operator: { kind: 'operator', id: 'ada', name: 'Ada' },
  scheduler: { kind: 'system', id: 'scheduler', name: 'Scheduler', onBehalfOf: 'ada' },
} as const;

export type Item = FeedBatch['items'][number];
export const runIdOf = (number: number): string => derived.runId(uuid(`run ${number}`));

/** How a run ends. One in ten fails, one in 50 is cancelled, one in 500 is open, one in 1,000 paused and one in 2,500 halted. */
function ending(number: number): readonly [type: string, data: object] | undefined {
  const revoked = { revoked: [], withdrawn: [] };
  if (number % 2_500 === 7) return ['RunHalted', { scope: { kind: 'run' }, reason: words(4), ...revoked }];
  if (number % 1_000 === 9) return ['RunPaused', { reason: words(4) }];
  if (number % 500 === 3) return undefined;
  if (number % 50 === 1) return ['RunCancelled', { reason: words(4), ...revoked }];
  if (number % 10 === 0) return ['RunFailed', { because: 'deadLetter', message: words(4), ...revoked }];
  return ['RunCompleted', { spentNanoUsd: '28600', tokens: 1, steps: 5 }];
}

/** One in 5,000 is dear; the others cost between 28,600 and 38,600 nano-dollars. */
const chargeOf = (number: number): string => (number % 5_000 === 11 ? '5000000' : String(5_000 + (number % 2_000)));

/** One run of five steps: 18 events or so. `next` gives an event its number in the log, and its instant. */
function* run(number: number, next: () => { readonly made: number; readonly at: string }): Generator<Item> {
  const runId = derived.runId(uuid(`run ${number}`));
  const stream = runStream(runId);
  const workflow = `workflow-${number % 25}`;
  let revision = -1;
  let last = '';
  const event = (type: string, data: object, actor: Recorded['metadata']['actor'], causationId?: string): Item => {
    revision++;
    const { made, at } = next();
    const commandId = derived.commandId(uuid(`${stream} ${revision}`));
    last = uuid(`event ${made}`);
    const metadata = {
      v: 1,
      commandId,
      index: 0,
      correlationId: runId,
      causationId: causationId ?? commandId,
      actor,
      at,
      writer: { version: 'bench', bootId: 'bench' },
      prev: '0'.repeat(64),
      hash: '0'.repeat(64),
    };
    return {
      kind: 'event',
      position: BigInt(made * EVENT_BYTES),
      event: { id: last, stream, revision, type, data, metadata },
    };
  };
  yield event(
    'RunStarted',
    {
      runId,
      rootRunId: runId,
      workflow: { id: workflow, name: workflow, version: 1 },
      input: { text: words(10) },
      trigger: { kind: 'manual', id: 'ada' },
      operatorName: 'Ada',
    },
    ACTORS.operator,
  );
  for (let i = 0; i < 5; i++) {
    const step = { stepKey: `step-${i}`, stepId: `step-${i}` };
    const leaseId = uuid(`${stream} lease ${i}`);
    const agent = { kind: 'agent', id: `agent-${i}`, name: `Agent ${i}`, onBehalfOf: 'ada' } as const;
    const attempt = { step, attempt: 1, leaseId };
    if (i === 3) {
      const approvalId = uuid(`${stream} approval`);
      const asked = { approvalId, step, attempt: 1, params: { text: words(10) }, tier: 'write', reason: words(5) };
      yield event('ApprovalRequested', { ...asked, expiresAt: '2026-12-01T00:00:00.000Z' }, ACTORS.scheduler, last);
      yield event('ApprovalGranted', { approvalId, by: ['ada'], comment: words(5) }, ACTORS.operator);
    }
    const dispatched = { agent: { id: agent.id, name: agent.name }, capability: 'work', tier: 'read' };
    const task = { ...attempt, ...dispatched, taskId: uuid(`${stream} ${i}`), inputs: { text: words(10) } };
    yield event('StepDispatched', task, ACTORS.scheduler, last);
    if (i % 2 === 0)
      yield event(
        'UsageCharged',
        { ...attempt, charges: [{ model: 'demo/rules-1', nanoUsd: '1200' }] },
        agent,
        leaseId,
      );
    const failed = number % 10 === 0 && i === 4;
    const charges = [{ model: 'demo/rules-1', nanoUsd: chargeOf(number) }];
    yield failed
      ? event('StepFailed', { ...attempt, class: 'tool', message: words(8), charges: [] }, agent, leaseId)
      : event(
          'StepCompleted',
          { ...attempt, output: { text: words(VALUES) }, summary: words(6), charges },
          agent,
          leaseId,
        );
  }
  const end = ending(number);
  if (end) yield event(...end, ACTORS.scheduler);
}

/** So many events, in the order of the log. */
export function* log(events: number): Generator<Item> {
  let made = 0;
  const next = () => {
    made++;
    // In bursts of some 50 a minute, over a year.
    const minute = Math.floor((Math.floor(made / 50) * 50 * YEAR_MS) / events / 60_000) * 60_000;
    return { made, at: new Date(END - YEAR_MS + minute + (made % 50) * 1_000).toISOString() };
  };
  const open: Generator<Item>[] = [];
  for (let number = 1; made < events;) {
    while (open.length < AT_ONCE) open.push(run(number++, next));
    const index = Math.floor(random() * AT_ONCE);
    const step = open[index]?.next();
    if (step?.done === false) yield step.value;
    else open.splice(index, 1);
  }
}

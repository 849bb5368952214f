/**
 * The audit alone, over a log that is made up: what the projector costs, and how long searches and records take.
 * `npm run build && EVENTS=1000000 node dist/bench/audit.js`. Starts a PostgreSQL of its own in a fresh folder and removes it.
 */
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runStream } from '../src/domain/catalog.js';
import type { Recorded } from '../src/domain/kernel/envelope.js';
import { derived } from '../src/domain/kernel/ids.js';
import type { FeedBatch } from '../src/domain/kernel/ports.js';
import { startPostgres } from '../src/embedded/postgres/start-postgres.js';
import { AUDIT_GROUP } from '../src/projections/audit/group.js';
import { Projector } from '../src/projections/batch/projector.js';
import type { AuditFilter, RecordRequest } from '../src/projections/queries.js';
import { ReadModels } from '../src/projections/read-models.js';
import { currentSchema, raiseEpoch } from '../src/projections/storage/schema.js';
import { projectorConnection } from '../src/projections/storage/connection.js';

const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const BATCH = 2_000;
const YEAR_MS = 365 * 86_400_000;
const END = Date.parse('2026-11-25T00:00:00.000Z');
/** Values in an output: words that are common, and some that are rare. */
const VALUES = Number(process.env['WORDS'] ?? 30);

const silent = { info: () => undefined, warn: () => undefined, error: console.error };

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

let made = 0;
/** One run of five steps: 18 events or so. */
function* run(number: number): Generator<{ readonly position: bigint; readonly event: Recorded }> {
  const runId = derived.runId(uuid(`run ${number}`));
  const stream = runStream(runId);
  const workflow = `workflow-${number % 25}`;
  let revision = -1;
  const event = (type: string, data: object, actor: Recorded['metadata']['actor'], causationId?: string) => {
    revision++;
    made++;
    const commandId = derived.commandId(uuid(`${stream} ${revision}`));
    // In bursts of some 50 a minute, over a year.
    const minute = Math.floor((Math.floor(made / 50) * 50 * YEAR_MS) / EVENTS / 60_000) * 60_000;
    const at = new Date(END - YEAR_MS + minute + (made % 50) * 1_000).toISOString();
    const recorded: Recorded = {
      id: uuid(`event ${made}`),
      stream,
      revision,
      type,
      data,
      metadata: {
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
      },
    };
    return { position: BigInt(made) * 7n, event: recorded };
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
      yield event(
        'ApprovalRequested',
        {
          approvalId,
          step,
          attempt: 1,
          params: { text: words(10) },
          tier: 'write',
          reason: words(5),
          expiresAt: '2026-12-01T00:00:00.000Z',
        },
        ACTORS.scheduler,
        uuid(`event ${made}`),
      );
      yield event('ApprovalGranted', { approvalId, by: ['ada'], comment: words(5) }, ACTORS.operator);
    }
    yield event(
      'StepDispatched',
      {
        ...attempt,
        taskId: uuid(`${stream} ${i}`),
        agent: { id: agent.id, name: agent.name },
        capability: 'work',
        tier: 'read',
        inputs: { text: words(10) },
      },
      ACTORS.scheduler,
      uuid(`event ${made}`),
    );
    if (i % 2 === 0)
      yield event(
        'UsageCharged',
        { ...attempt, charges: [{ model: 'demo/rules-1', nanoUsd: '1200' }] },
        agent,
        leaseId,
      );
    const failed = number % 10 === 0 && i === 4;
    yield failed
      ? event('StepFailed', { ...attempt, class: 'tool', message: words(8), charges: [] }, agent, leaseId)
      : event(
          'StepCompleted',
          {
            ...attempt,
            output: { text: words(VALUES) },
            summary: words(6),
            charges: [{ model: 'demo/rules-1', nanoUsd: '5000' }],
          },
          agent,
          leaseId,
        );
  }
  yield number % 10 === 0
    ? event('RunFailed', { because: 'deadLetter', message: words(4), revoked: [], withdrawn: [] }, ACTORS.scheduler)
    : event('RunCompleted', { spentNanoUsd: '28600', tokens: 1, steps: 5 }, ACTORS.scheduler);
}

function* log(): Generator<FeedBatch['items'][number]> {
  for (let number = 1; made < EVENTS; number++) for (const item of run(number)) yield { kind: 'event', ...item };
}

async function cpuMsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function fill(url: string): Promise<void> {
  const client = await projectorConnection(url, 'audit', (error) => console.error(error));
  const schema = (await currentSchema(client, AUDIT_GROUP))?.schema ?? '';
  const blobs = { put: () => Promise.reject(new Error('none')), get: () => Promise.reject(new Error('none')) };
  const projector = await new Projector(
    AUDIT_GROUP,
    client,
    schema,
    await raiseEpoch(client, schema),
    blobs,
    silent,
  ).open();
  const [backend] = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
  const pid = backend?.pid ?? 0;
  const before = { own: process.cpuUsage(), postgres: await cpuMsOf(pid), at: performance.now() };
  let making = 0;
  const batch: FeedBatch['items'][number][] = [];
  const flush = async (): Promise<void> => {
    const last = batch.at(-1);
    if (last) await projector.apply({ items: batch.splice(0), through: last.position });
  };
  const source = log();
  for (;;) {
    const started = process.cpuUsage();
    while (batch.length < BATCH) {
      const next = source.next();
      if (next.done) break;
      batch.push(next.value);
    }
    const used = process.cpuUsage(started);
    making += (used.user + used.system) / 1_000;
    if (batch.length === 0) break;
    await flush();
    if (made % 100_000 < BATCH) console.log(`${made} events, ${Math.round(performance.now() - before.at)} ms`);
  }
  const own = process.cpuUsage(before.own);
  console.log('projector, microseconds of CPU per event', {
    node: round(((own.user + own.system) / 1_000 - making) / made),
    postgres: round(((await cpuMsOf(pid)) - before.postgres) / made),
  });
  const sizes = await client.query<{ relation: string; mb: number }>(
    `SELECT indexrelname AS relation, pg_relation_size(indexrelid) / 1048576 AS mb FROM pg_stat_user_indexes WHERE schemaname = $1
     UNION ALL SELECT relname, pg_relation_size(relid) / 1048576 FROM pg_stat_user_tables WHERE schemaname = $1 ORDER BY 2 DESC LIMIT 8`,
    [schema],
  );
  for (const { relation, mb } of sizes.rows) console.log(`  ${relation}: ${mb} MB`);
  await client.query(`ANALYZE ${schema}.audit_events`);
  await client.end();
}
const round = (ms: number): number => Math.round(ms * 1_000);

async function time(what: string, ask: () => Promise<number>): Promise<void> {
  const taken: number[] = [];
  let found = 0;
  for (let i = 0; i < 5; i++) {
    const started = performance.now();
    found = await ask().catch((error: unknown) => (console.log(String(error)), -1));
    taken.push(performance.now() - started);
  }
  taken.sort((a, b) => a - b);
  console.log(
    `${what}: ${(taken[2] ?? 0).toFixed(1)} ms (${(taken[0] ?? 0).toFixed(1)} to ${(taken[4] ?? 0).toFixed(1)}), ${found}`,
  );
}

const folder = await mkdtemp(path.join(process.env['WORKDIR'] ?? os.tmpdir(), 'mission-control-audit-'));
await chmod(folder, 0o711);
const postgres = await startPostgres({ dataDir: folder, log: () => undefined });
const reads = new ReadModels({ databaseUrl: postgres.url, log: silent, groups: ['audit'] });
try {
  await reads.migrate();
  await fill(postgres.url);
  const search = (filter: AuditFilter) =>
    time(
      `search ${JSON.stringify(filter)}`,
      async () => (await reads.searchAudit({ ...filter, limit: 50 })).items.length,
    );
  const count = (filter: AuditFilter) =>
    time(`count ${JSON.stringify(filter)}`, async () => (await reads.countAudit(filter)).count);
  const rare = uuid('run 7');
  const filters: AuditFilter[] = [
    {},
    { text: 'w1' },
    { text: 'wfe8' },
    { text: 'wfe8 w3' },
    { text: '"w3 w5"' },
    { text: 'nothing' },
    { type: ['StepFailed'] },
    { type: ['StepFailed'], workflow: ['workflow-3'] },
    { mark: ['decision'], agent: 'nobody' },
    { run: rare },
    { run: rare, text: 'w1' },
    { from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z' },
    { from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z', text: 'w9' },
    { minNanoUsd: '5001' },
  ];
  for (const filter of filters) await search(filter);
  for (const filter of filters) await count(filter);
  await time('one event', async () => (await reads.auditEntry(String(Math.floor(made / 2) * 7)))?.causes.length ?? -1);
  const record = (what: string, scope: RecordRequest['scope'], back: number | undefined) =>
    time(`record ${what}`, async () => {
      const { buckets } = await reads.recordByTime({
        scope,
        from: back === undefined ? undefined : END - back,
        to: END,
        buckets: 240,
      });
      return buckets.reduce((sum, { events }) => sum + events, 0);
    });
  await record('all, an hour', { kind: 'all' }, 3_600_000);
  await record('all, a week', { kind: 'all' }, 7 * 86_400_000);
  await record('all, the year', { kind: 'all' }, YEAR_MS);
  await record('charges, the year', { kind: 'charges' }, YEAR_MS);
  await record('workflow, the year', { kind: 'workflow', workflowId: 'workflow-3' }, YEAR_MS);
  await record('a filter, from the beginning', { kind: 'audit', filter: { type: ['StepFailed'] } }, undefined);
  await record('a filter of text', { kind: 'audit', filter: { text: 'wfe8' } }, undefined);
  await record('a filter of common text', { kind: 'audit', filter: { text: 'w1' } }, undefined);
  await time('record of a run', async () => (await reads.recordOfRun(rare, 240)).buckets.length);
} finally {
  await reads.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

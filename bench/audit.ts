/**
 * npm run bench -- audit: the audit alone, over a log that is made up: what the projector costs, and what searches, counts and records cost.
 * EVENTS in the log (default 1,000,000), REPEATS of each question with other values (default 20), SLOW=1 prints the plans of questions over 200 ms,
 * DATA a folder in which the rows are kept for the next time. Starts a PostgreSQL of its own.
 */
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startPostgres } from '../src/embedded/postgres/start-postgres.js';
import { AUDIT_GROUP } from '../src/projections/audit/group.js';
import { recordByTime, recordOfRun, type RecordRequest } from '../src/projections/audit/record.js';
import { countAudit, searchAudit } from '../src/projections/audit/search.js';
import { auditEntry } from '../src/projections/audit/links.js';
import { Projector } from '../src/projections/batch/projector.js';
import type { AuditFilter } from '../src/projections/queries.js';
import { ReadModels } from '../src/projections/read-models.js';
import { currentSchema, raiseEpoch } from '../src/projections/storage/schema.js';
import { projectorConnection } from '../src/projections/storage/connection.js';
import { END, EVENT_BYTES, log, runIdOf, YEAR_MS, type Item } from './audit-log.js';
import { measuring } from './postgres-work.js';

const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const REPEATS = Number(process.env['REPEATS'] ?? 20);
const BATCH = 2_000;
const DAY_MS = 86_400_000;

const silent = { info: () => undefined, warn: () => undefined, error: console.error };

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
  let made = 0;
  const batch: Item[] = [];
  const flush = async (): Promise<void> => {
    const last = batch.at(-1);
    made += batch.length;
    if (last) await projector.apply({ items: batch.splice(0), through: last.position });
  };
  const source = log(EVENTS);
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
  await client.query(`ANALYZE ${schema}.audit_events, ${schema}.audit_pairs, ${schema}.audit_runs`);
  await client.end();
}
const round = (ms: number): number => Math.round(ms * 1_000);

/** A day some months back, another one each time. */
const day = (i: number): { from: string; to: string } => {
  const from = END - YEAR_MS + ((i * 17) % 360) * DAY_MS;
  return { from: new Date(from).toISOString(), to: new Date(from + DAY_MS).toISOString() };
};
const rare = (i: number): string => `w${(19_000 + i * 7).toString(36)}`;
const common = (i: number): string => `w${(i % 10) + 1}`;
const workflow = (i: number): string[] => [`workflow-${i % 25}`];
const someRun = (i: number): string => runIdOf(100 + i * 997);

/** Every filter by itself, and pairs that people ask for; another value each time. */
const FILTERS: readonly (readonly [string, (i: number) => AuditFilter])[] = [
  ['nothing', () => ({})],
  ['text, a common word', (i) => ({ text: common(i) })],
  ['text, a rare word', (i) => ({ text: rare(i) })],
  ['text, a rare and a common word', (i) => ({ text: `${rare(i)} ${common(i)}` })],
  ['text, a phrase of common words', (i) => ({ text: `"${common(i)} ${common(i + 3)}"` })],
  ['text, not there', (i) => ({ text: `nothing${i}` })],
  ['type', (i) => ({ type: [['StepFailed', 'ApprovalGranted', 'UsageCharged', 'RunHalted'][i % 4] ?? ''] })],
  ['mark', (i) => ({ mark: [(['failure', 'decision', 'money', 'halt'] as const)[i % 4] ?? 'halt'] })],
  ['stream', (i) => ({ stream: `run-${someRun(i)}` })],
  ['kind of stream', () => ({ stream: 'run-*' })],
  ['kind of stream, none', () => ({ stream: 'operator-*' })],
  ['run', (i) => ({ run: someRun(i) })],
  ['workflow', (i) => ({ workflow: workflow(i) })],
  ['step', (i) => ({ step: `step-${i % 5}` })],
  ['agent', (i) => ({ agent: `agent-${i % 5}` })],
  ['agent, unknown', (i) => ({ agent: `nobody-${i}` })],
  ['operator', () => ({ operator: 'ada' })],
  ['actor', (i) => ({ actor: ['operator', 'agent', 'system', 'agent-2'][i % 4] ?? '' })],
  ['time', day],
  ['cost of the event', (i) => ({ minNanoUsd: String(6_900 + i) })],
  ['cost of the event, dear', () => ({ minNanoUsd: '4000000' })],
  ['status, common', (i) => ({ status: [i % 2 === 0 ? 'completed' : 'ended'] })],
  ['status, one in ten', () => ({ status: ['failed'] })],
  ['status, one in 50', () => ({ status: ['cancelled'] })],
  ['status, open', () => ({ status: ['open'] })],
  ['status, one in 2,500', () => ({ status: ['halted'] })],
  ['cost of the run, half of them', () => ({ minRunNanoUsd: '33000' })],
  ['cost of the run, one in 5,000', () => ({ minRunNanoUsd: '1000000' })],
  ['cost of the run, at most', () => ({ maxRunNanoUsd: '28610' })],
  ['cost of the run, none', () => ({ minRunNanoUsd: '90000000000' })],
  ['status and workflow', (i) => ({ status: ['failed'], workflow: workflow(i) })],
  ['status and time', (i) => ({ status: ['failed'], ...day(i) })],
  ['rare status and time', (i) => ({ status: ['halted'], ...day(i) })],
  ['common status and type', () => ({ status: ['failed'], type: ['StepFailed'] })],
  ['status and a type that it never has', () => ({ status: ['completed'], type: ['StepFailed'] })],
  ['rare status and agent', (i) => ({ status: ['halted'], agent: `agent-${i % 5}` })],
  ['rare status and a common word', (i) => ({ status: ['halted'], text: common(i) })],
  ['status and a rare word', (i) => ({ status: ['failed'], text: rare(i) })],
  ['dear run and mark', () => ({ minRunNanoUsd: '1000000', mark: ['money'] })],
  ['status and cost of the run', () => ({ status: ['completed'], minRunNanoUsd: '1000000' })],
  ['status and cost of the event', () => ({ status: ['failed'], minNanoUsd: '6900' })],
  ['status and a run', (i) => ({ status: ['completed'], run: someRun(i) })],
  ['type and workflow', (i) => ({ type: ['StepFailed'], workflow: workflow(i) })],
  ['mark and agent', (i) => ({ mark: ['failure'], agent: `agent-${i % 5}` })],
  ['mark and unknown agent', (i) => ({ mark: ['decision'], agent: `nobody-${i}` })],
  ['run and text', (i) => ({ run: someRun(i), text: common(i) })],
  ['workflow and text', (i) => ({ workflow: workflow(i), text: rare(i) })],
  ['type and text', (i) => ({ type: ['ApprovalGranted'], text: common(i) })],
  ['time and text', (i) => ({ ...day(i), text: rare(i) })],
  ['time and type', (i) => ({ ...day(i), type: ['RunFailed'] })],
  ['operator and type', () => ({ operator: 'ada', type: ['RunCancelled'] })],
  ['type and cost of the event', () => ({ type: ['StepCompleted'], minNanoUsd: '4000000' })],
];

const data = process.env['DATA'];
const folder = data ?? (await mkdtemp(path.join(process.env['WORKDIR'] ?? os.tmpdir(), 'mission-control-audit-')));
await mkdir(folder, { recursive: true });
await chmod(folder, 0o711);
const postgres = await startPostgres({ dataDir: folder, log: () => undefined });
const reads = new ReadModels({ databaseUrl: postgres.url, log: silent, groups: ['audit'] });
try {
  await reads.migrate();
  const client = await projectorConnection(postgres.url, 'audit', (error) => console.error(error));
  const schema = (await currentSchema(client, AUDIT_GROUP))?.schema ?? '';
  const checkpoint = await client.query<{ position: string | null }>(`SELECT position FROM ${schema}.checkpoint`);
  await client.end();
  if (checkpoint.rows[0]?.position == null) await fill(postgres.url);
  const { ask, close, report } = measuring(postgres.url, schema, AUDIT_GROUP.querySettings ?? '', REPEATS);
  for (const [what, filterOf] of FILTERS)
    await ask(
      `search: ${what}`,
      async (db, i) => (await searchAudit(db, schema, { ...filterOf(i), limit: 50 })).items.length,
    );
  const paged: readonly (readonly [string, AuditFilter])[] = [
    ['nothing', {}],
    ['status', { status: ['failed'] }],
    ['rare status', { status: ['halted'] }],
    ['type', { type: ['StepFailed'] }],
  ];
  for (const [what, filter] of paged)
    await ask(`page from the middle: ${what}`, async (db, i) => {
      const before = String(Math.floor(EVENTS / 2 + i * 1_000) * EVENT_BYTES);
      return (await searchAudit(db, schema, { ...filter, before, limit: 50 })).items.length;
    });
  for (const [what, filterOf] of FILTERS)
    await ask(`count: ${what}`, async (db, i) => (await countAudit(db, schema, filterOf(i))).count);
  await ask('one event', async (db, i) => {
    const entry = await auditEntry(db, schema, String(Math.floor(EVENTS / 2 + i) * EVENT_BYTES));
    return entry?.causes.length ?? -1;
  });
  const record = (what: string, scope: RecordRequest['scope'], back: number | undefined) =>
    ask(`record: ${what}`, async (db) => {
      const from = back === undefined ? undefined : END - back;
      const { buckets } = await recordByTime(db, schema, { scope, from, to: END, buckets: 240 });
      return buckets.reduce((sum, { events }) => sum + events, 0);
    });
  await record('all, an hour', { kind: 'all' }, 3_600_000);
  await record('all, a week', { kind: 'all' }, 7 * DAY_MS);
  await record('all, the year', { kind: 'all' }, YEAR_MS);
  await record('charges, the year', { kind: 'charges' }, YEAR_MS);
  await record('workflow, the year', { kind: 'workflow', workflowId: 'workflow-3' }, YEAR_MS);
  await record('type, from the beginning', { kind: 'audit', filter: { type: ['StepFailed'] } }, undefined);
  await record('status, from the beginning', { kind: 'audit', filter: { status: ['failed'] } }, undefined);
  await record('rare text', { kind: 'audit', filter: { text: rare(1) } }, undefined);
  await record('common text', { kind: 'audit', filter: { text: 'w1' } }, undefined);
  await ask('record: a run', async (db, i) => (await recordOfRun(db, schema, someRun(i), 240)).buckets.length);
  report();
  await close();
} finally {
  await reads.close();
  await postgres.stop();
  if (data === undefined) await rm(folder, { recursive: true, force: true });
}

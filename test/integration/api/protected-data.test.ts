import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import supertest from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Api } from '../../../src/api/create-api.js';
import { runStream } from '../../../src/domain/catalog.js';
import { BlobRef } from '../../../src/domain/kernel/payload.js';
import { ArchiveFolder } from '../../../src/evidence/archive-folder.js';
import { withoutSecretsInLine } from '../../../src/log-line.js';
import { Erasures } from '../../../src/processes/erasures.js';
import { checkHoldScope } from '../../../src/processes/hold-scope.js';
import { PrunedPayloads } from '../../../src/processes/pruned-payloads.js';
import { FeedOfKept, LogOfKept, PrunedRuns } from '../../../src/processes/pruned-runs.js';
import { Pruning } from '../../../src/processes/pruning.js';
import { CANARIES } from '../../support/canaries.js';
import { evidenceOver } from '../../support/evidence.js';
import { Harness } from '../../support/harness.js';
import { testPostgres } from '../../support/postgres.js';
import { sql, startProjecting, type Projecting } from '../../support/read-models.js';
import { serverOver } from './harness-server.js';

/** Secrets, personal data and what has expired, all the way: over HTTP, through log and read models, out of an export, and gone. */
const harness = new Harness();
const { commands, memory, clock } = harness;
const lines: string[] = [];
const log = pino(
  { level: 'trace', hooks: { streamWrite: withoutSecretsInLine } },
  { write: (line: string) => void lines.push(line) },
);
let postgres: Awaited<ReturnType<typeof testPostgres>>;
let projecting: Projecting;
let api: Api;
let admin: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'mc-archive-'));
  postgres = await testPostgres();
  const pruned = new PrunedRuns(memory.store);
  projecting = await startProjecting(memory, postgres.url, {
    groups: ['main', 'audit'],
    feed: new FeedOfKept(memory.feed, pruned),
  });
  const { readModels: reads } = projecting;
  const evidence = evidenceOver(harness);
  const archive = new ArchiveFolder(folder, evidence.bundles);
  const pruning = new Pruning({
    commands,
    store: memory.store,
    remover: memory.remover,
    payloads: new PrunedPayloads({
      log: memory.reader,
      kept: new LogOfKept(memory.reader, pruned),
      blobs: memory.blobs,
    }),
    pruned,
    endedBefore: reads.listEndedBefore,
    archive: (id, streams, by) => archive.write(id, streams, by),
    async rebuild() {
      await reads.rebuild({ anew: true }, 'main');
      await reads.rebuild({ anew: true }, 'audit');
      return true;
    },
    clock,
    log,
  });
  const erasures = new Erasures({
    commands,
    async runsUnder(keyId) {
      await reads.waitFor(await memory.feed.end());
      return reads.listRunsUnderKey(keyId);
    },
  });
  ({ api, admin } = await serverOver(harness, {
    reads,
    retention: {
      state: () => commands.retention.look('retention', (state) => structuredClone(state)),
      plan: () => pruning.plan(),
      apply: (context) => pruning.apply(context),
      standing: (subject) => erasures.standing(subject),
      erase: (subject, reason, context) => erasures.erase(subject, reason, context),
      checkScope: (scope) => checkHoldScope(commands, scope),
      pruningOf: (runId) => pruned.noteOf(runId),
      nextAt: () => Promise.resolve(undefined),
      work: () => pruning.work,
    },
    evidence,
    log,
  }));
});
afterAll(async () => {
  await api.app.close();
  await projecting.stop();
  await harness.dispose();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

const ask = async (method: 'get' | 'post' | 'put', url: string, body?: object) => {
  const asked = supertest(api.httpServer)[method](url).set('authorization', admin);
  const answer = await (body === undefined ? asked : asked.send(body));
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer;
};

/** Every row of every table of the read models, as text. */
async function rows(): Promise<string> {
  const tables = await sql(
    postgres.url,
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const found = await sql(postgres.url, `SELECT t::text AS row FROM ${String(name)} t ORDER BY 1`);
      return found.map(({ row }) => String(row)).join('\n');
    }),
  );
  return texts.join('\n');
}
const stored = (): string => memory.raw.events.map(({ data, metadata }) => `${data}\n${metadata}`).join('\n');

const EMAIL = 'grace.hopper@navy.example';
const workflow = {
  id: 'letters',
  name: 'Letters',
  input: {
    type: 'object',
    properties: { customer: { type: 'string' }, email: { type: 'string', 'x-subject': '/customer' } },
  },
  steps: [
    {
      id: 'write',
      agent: 'write',
      inputs: { email: 'input.email' },
      output: { type: 'object', properties: { letter: { type: 'string', 'x-subject': 'input:/customer' } } },
    },
  ],
};
const secrets = CANARIES.map(({ text }) => text);

async function letter(customer: string, attachment = ''): Promise<string> {
  const { body } = await ask('post', '/api/runs', {
    workflowId: 'letters',
    input: { customer, email: EMAIL, notes: secrets, attachment },
    priority: 1,
  });
  await harness.complete(
    harness.task('write'),
    { letter: `Dear ${EMAIL}`, log: secrets },
    { summary: secrets.join(' ').slice(0, 2_000) },
  );
  return body.runId;
}

test('what came in as a secret or about a person is in no event, payload, row, line of the log or export', async () => {
  await ask('post', '/api/workflows', { definition: workflow });
  const runId = await letter('customer-17');
  for (const reason of secrets) await ask('post', `/api/agents/writer/tokens`, { name: reason.slice(0, 120) });
  await projecting.caughtUp();
  const exported = await ask('get', `/api/compliance/export?run=${runId}`);
  expect(harness.task('write').handoff.inputs).toEqual({ email: EMAIL });
  const places = { log: stored(), rows: await rows(), lines: lines.join(''), export: exported.text };
  for (const [place, text] of Object.entries(places)) {
    expect(text.length, place).toBeGreaterThan(100);
    const found = CANARIES.filter(({ secret }) => text.includes(JSON.stringify(secret).slice(1, -1)));
    expect([place, found]).toEqual([place, []]);
    expect([place, text.includes(EMAIL)]).toEqual([place, false]);
  }
});

test('a person who is erased is shown as such, and stays erased when read models are built anew', async () => {
  const runId = await letter('customer-18');
  const input = async () => (await ask('get', `/api/runs/${runId}/input?payloads=inline`)).body.input.value.email;
  expect(await input()).toBe(EMAIL);
  const found = await ask('post', '/api/subjects/lookup', { subject: 'customer-18' });
  expect(found.body.runs).toEqual([runId]);
  const { body: hold } = await ask('post', '/api/holds', { scope: { runIds: [runId] }, reason: 'case 7' });
  const refused = await supertest(api.httpServer)
    .post('/api/subjects/erase')
    .set('authorization', admin)
    .send({ subject: 'customer-18', reason: 'asked' });
  expect([refused.status, refused.body.code]).toEqual([409, 'SUBJECT.HELD']);
  await ask('post', `/api/holds/${hold.holdId}/lift`, { reason: 'over' });
  const alone = await supertest(api.httpServer)
    .post(`/api/holds/${hold.holdId}/confirm`)
    .set('authorization', admin)
    .send({ reason: 'over' });
  expect([alone.status, alone.body.code]).toEqual([403, 'HOLD.FOUR_EYES']);
  await commands.retention.execute(
    'retention',
    { name: 'ConfirmHoldLift', payload: { holdId: hold.holdId, reason: 'over' } },
    harness.context(),
  );
  await ask('post', '/api/subjects/erase', { subject: 'customer-18', reason: 'asked' });
  expect(await input()).toBe('[erased]');
  expect((await ask('get', `/api/runs/${runId}/verify-replay`)).body.difference ?? null).toBeNull();
});

test('what has expired is archived, proven and gone from the read models, which are the same when they are built again', async () => {
  const old = await letter('customer-19', 'a'.repeat(70_000));
  const input = BlobRef.parse((await ask('get', `/api/runs/${old}/events/0`)).body.data.input);
  clock.advance(200 * 86_400_000);
  const young = await letter('customer-20');
  await ask('put', '/api/retention/policy', { months: { read: 6 }, reason: 'law' });
  await projecting.caughtUp();
  expect((await ask('get', '/api/retention/plan')).body).toMatchObject({ due: 3, held: 0 });
  const { body } = await ask('post', '/api/retention/apply', {});
  expect(body.pruned).toBe(3);
  const [archive] = body.archives;
  const files = await readdir(folder);
  expect(files).toEqual([archive.file]);
  const archived = await readFile(path.join(folder, archive.file));
  expect(archived.length).toBe(archive.bytes);
  // What lay beside the log is in the archive, and nowhere else.
  expect(archived.includes(`payloads/${input.$blob.sha256}`)).toBe(true);
  await expect(memory.blobs.get(input)).rejects.toMatchObject({ code: 'BLOB.MISSING' });
  const proof = memory.log.find(({ type }) => type === 'RunsPruned');
  expect(proof?.data).toMatchObject({ archive });
  await projecting.caughtUp();
  expect(memory.raw.events.some(({ stream }) => stream === runStream(old))).toBe(true);
  const { readModels } = projecting;
  expect([await readModels.getRun(old), (await readModels.getRun(young))?.run.runId]).toEqual([undefined, young]);
  expect((await supertest(api.httpServer).get(`/api/runs/${old}`).set('authorization', admin)).body).toMatchObject({
    code: 'RUN.PRUNED',
    archive,
  });
  // Its id stands in the proof, and nowhere else.
  const { body: audit } = await ask('get', `/api/audit?run=${old}`);
  expect(audit.items.map(({ type }: { type: string }) => type)).toEqual([]);
  const live = await rows();
  for (const group of ['main', 'audit'] as const) await projecting.readModels.rebuild({}, group);
  const withoutCheckpoints = (text: string): string => text.replaceAll(/rm_\d|audit_\d/g, '');
  expect(sorted(withoutCheckpoints(await rows()))).toEqual(sorted(withoutCheckpoints(live)));
});
/** Without the rows that say how often and where they were built. */
const sorted = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => !/^\(t,\d+,[^,]+,\d+\)$/.test(line) && !/^\(read-models|^\("?audit/.test(line))
    .toSorted();

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Api } from '../../../src/api/create-api.js';
import { exportEvents } from '../../../src/domain/export/events.js';
import type { Recorded } from '../../../src/domain/kernel/envelope.js';
import { chain, Harness } from '../../support/harness.js';
import { root } from '../../support/product.js';
import { serverOver } from './harness-server.js';
import { fakeReads } from './fake-reads.js';

/** Evidence over real connections, from a log in memory. */
let harness: Harness;
let api: Api;
let key: string;
let url: string;
let runId: string;
beforeEach(async () => {
  harness = new Harness();
  const server = await serverOver(harness, { reads: fakeReads(), exports: { atOnce: 1, stallMs: 5_000 } });
  ({ api, admin: key } = server);
  url = await server.listen();
  await harness.save(chain(2));
  runId = await harness.start('chain-2', { large: 'x'.repeat(400_000) });
});
afterEach(async () => {
  await api.app.close();
  await harness.dispose();
});

const send = (address: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
  fetch(url + address, { ...init, headers: { authorization: key, ...init.headers } });
const post = (address: string, body?: object, headers: Record<string, string> = {}) =>
  send(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const recorded = (): readonly Recorded[] => harness.memory.log.filter(({ type }) => type in exportEvents);

test('a bundle of a run arrives whole, is valid, and who took it is recorded', async () => {
  const answer = await send(`/api/runs/${runId}/evidence`);
  expect(answer.headers.get('content-type')).toBe('application/x-tar');
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="evidence-${runId}.tar"`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(answer.headers.get('content-length')).toBe(String(bytes.length));
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mc-evidence-'));
  const file = path.join(folder, 'bundle.tar');
  await writeFile(file, bytes);
  const verifier = path.join(root, 'verify', 'mission-control-verify.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [verifier, file, '--json']);
  await rm(folder, { recursive: true });
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'valid' });
  await expect.poll(() => recorded().length).toBe(2);
  expect(recorded().map(({ type, data }) => [type, data])).toMatchObject([
    ['ExportRequested', { kind: 'evidence', format: 'tar', filter: { run: [runId] } }],
    ['ExportFinished', { outcome: 'completed', bytes: bytes.length }],
  ]);
});

test('a receiver that goes away is recorded as cut, and makes place for the next', async () => {
  const request = http.get(`${url}/api/runs/${runId}/evidence`, { headers: { authorization: key } });
  await new Promise<void>((resolve) =>
    request.once('response', (response) => {
      response.on('error', () => undefined);
      response.destroy();
      resolve();
    }),
  );
  await expect.poll(() => recorded().length).toBe(2);
  expect((await send(`/api/runs/${runId}/evidence`)).status).toBe(200);
});

test('an unknown run has no bundle, and nothing is recorded', async () => {
  const answer = await send(`/api/runs/${randomUUID()}/evidence`);
  expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'RUN.NOT_FOUND' }]);
  expect(recorded()).toEqual([]);
});

test('a checkpoint is signed on demand, once for one key of idempotency, and the newest is shown', async () => {
  const twice = [1, 2].map(() => post('/api/compliance/checkpoints', undefined, { 'idempotency-key': 'now' }));
  const [first, second] = await Promise.all(twice);
  expect([first?.status, second?.status]).toEqual([200, 200]);
  const state = await (await send('/api/compliance/checkpoints')).json();
  expect(state).toMatchObject({ checkpoints: 1, keys: [{ inForce: true, here: true, lost: false }], problem: null });
});

test('the signing key is rotated with a reason, and not called lost while it is here', async () => {
  await post('/api/compliance/checkpoints');
  const lost = await post('/api/compliance/signing-keys', { reason: 'gone', lost: true });
  expect([lost.status, await lost.json()]).toMatchObject([409, { code: 'EVIDENCE.KEY_NOT_LOST' }]);
  const rotated = await post('/api/compliance/signing-keys', { reason: 'yearly' });
  expect([rotated.status, await rotated.json()]).toMatchObject([
    201,
    { stream: 'checkpoints', key: { inForce: true } },
  ]);
  const state = await (await send('/api/compliance/checkpoints')).json();
  expect(state).toMatchObject({ keys: [{ inForce: false }, { inForce: true }] });
});

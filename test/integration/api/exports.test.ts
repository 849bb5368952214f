import { hash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Api } from '../../../src/api/create-api.js';
import { kindOf } from '../../../src/domain/catalog.js';
import { exportEvents, type ExportEvent, type ExportEventData } from '../../../src/domain/export/events.js';
import type { Recorded } from '../../../src/domain/kernel/envelope.js';
import { chain, Harness } from '../../support/harness.js';
import { serverOver } from './harness-server.js';
import { fakeReads } from './fake-reads.js';

/** Exports over real connections, from a log in memory. */
let harness: Harness;
let api: Api;
let key: string;
let url: string;
beforeEach(async () => {
  harness = new Harness();
  const server = await serverOver(harness, { reads: fakeReads(), exports: { atOnce: 1, stallMs: 300 } });
  ({ api, admin: key } = server);
  url = `${await server.listen()}/api/compliance/export`;
  await harness.save(chain(3));
  for (let i = 0; i < 5; i++) await harness.start('chain-3');
});
afterEach(async () => {
  await api.app.close();
  await harness.dispose();
});

/** So much that no connection holds it. */
const fill = (megabytes: number): void => {
  const data = JSON.stringify({ text: 'x'.repeat(64 * 1024) });
  harness.memory.raw.put(
    'run-large',
    Array.from({ length: megabytes * 16 }, () => ({ id: randomUUID(), type: 'Large', data, metadata: '{"v":1}' })),
  );
};
const Covered = z.object({ through: z.string() });
const get = (query: string, headers: Record<string, string> = {}) =>
  fetch(`${url}?${query}`, { headers: { authorization: key, ...headers } });
const isExport = (event: Recorded): event is Recorded<ExportEvent> => event.type in exportEvents;
const recorded = (exportId: string): ExportEvent[] =>
  harness.memory.log.filter(({ stream }) => stream === `export-${exportId}`).filter(isExport);
/** How an export ended, when it has. */
const ended = async (exportId: string): Promise<ExportEventData<'ExportFinished'> | undefined> => {
  await expect.poll(() => recorded(exportId).length).toBe(2);
  return recorded(exportId).flatMap((event) => (event.type === 'ExportFinished' ? [event.data] : []))[0];
};
/** Begins an export and reads as much of it as is said. */
async function begin(
  query: string,
  bytes: number,
): Promise<{ id: string; text: string; response: http.IncomingMessage }> {
  const request = http.get(`${url}?${query}`, { headers: { authorization: key } });
  const [response]: [http.IncomingMessage] = await new Promise((resolve, reject) => {
    request.once('response', (answer) => resolve([answer]));
    request.once('error', reject);
  });
  response.on('error', () => undefined);
  let text = '';
  while (text.length < bytes) {
    const chunk: unknown = response.read();
    if (chunk === null) await once(response, 'readable');
    else text += String(chunk);
  }
  return { id: String(response.headers['x-export-id']), text, response };
}

describe('an export', () => {
  it('is recorded before its first byte, and afterwards with what it came to', async () => {
    const answer = await get('type=RunStarted&format=ndjson');
    const text = await answer.text();
    const id = answer.headers.get('x-export-id') ?? '';
    const through = answer.headers.get('x-export-through');
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toBe(JSON.stringify({ complete: { through } }));
    expect(answer.headers.get('content-disposition')).toContain('.ndjson"');
    expect(await ended(id)).toMatchObject({
      outcome: 'completed',
      events: 5,
      bytes: Buffer.byteLength(text),
      sha256: hash('sha256', text),
    });
    const [request] = recorded(id);
    expect(request?.data).toEqual({
      exportId: id,
      kind: 'events',
      format: 'ndjson',
      filter: { type: ['RunStarted'] },
      through,
    });
    const of = harness.memory.log.find(({ stream }) => stream === `export-${id}`);
    expect(of?.metadata.actor).toMatchObject({ kind: 'operator', id: 'admin' });
  });

  it('is covered by a checkpoint that is signed when it is over', async () => {
    const answer = await get('type=RunStarted');
    await answer.arrayBuffer();
    const through = BigInt(answer.headers.get('x-export-through') ?? -1);
    const signed = () => harness.memory.log.findLast(({ type }) => type === 'CheckpointSigned')?.data;
    await expect.poll(signed).toBeDefined();
    expect(BigInt(Covered.parse(signed()).through)).toBeGreaterThan(through);
  });

  it('is compressed on its way, or as a file, when that is asked for', async () => {
    const plain = await (await get('', { 'accept-encoding': 'identity' })).text();
    const through = /"complete":\{"through":"(\d+)"/.exec(plain)?.[1] ?? '';
    const onItsWay = await get(`through=${through}`, { 'accept-encoding': 'gzip' });
    expect(onItsWay.headers.get('content-encoding')).toBe('gzip');
    expect(await onItsWay.text()).toBe(plain);
    const file = await get(`through=${through}&compress=gzip`);
    expect([file.headers.get('content-encoding'), file.headers.get('content-type')]).toEqual([
      null,
      'application/gzip',
    ]);
    expect(gunzipSync(Buffer.from(await file.arrayBuffer())).toString()).toBe(plain);
  });

  it('that was cut is gone on with, by its cursor, to the same bytes', async () => {
    fill(24);
    const { id, text, response } = await begin('format=json', 1_000_000);
    response.destroy();
    expect(await ended(id)).toMatchObject({ outcome: 'cut', reason: 'the receiver went away' });
    // What comes meanwhile is not in it.
    await harness.start('chain-3');
    const kept = text.slice(0, text.lastIndexOf('\n') + 1);
    const last = /"position":"(\d+)"/.exec(kept.trimEnd().split('\n').at(-1) ?? '')?.[1];
    const answer = await get(`cursor=${id}.${last}`);
    const rest = await answer.text();
    const whole = await (await get(`cursor=${id}`)).text();
    expect(kept + rest === whole).toBe(true);
    const { events } = harness.memory.raw;
    const before = events.slice(
      0,
      events.findIndex(({ type }) => type === 'ExportRequested'),
    );
    expect(JSON.parse(whole)).toHaveLength(before.filter(({ stream }) => kindOf(stream) !== undefined).length);
    const resumed = answer.headers.get('x-export-id') ?? '';
    expect(recorded(resumed)[0]?.data).toMatchObject({ resumes: id, after: last });
  });

  it('whose receiver stops reading is cut; meanwhile no other one begins', async () => {
    fill(24);
    const { id } = await begin('', 1);
    const second = await get('');
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await second.json()).toMatchObject({ code: 'EXPORT.TOO_MANY' });
    const end = await ended(id);
    expect(end).toMatchObject({ outcome: 'cut', reason: 'nothing was taken for 300 ms' });
    expect(end?.bytes).toBeLessThan(16_000_000);
    expect((await get('type=RunStarted')).status).toBe(200);
  });

  it('whose log cannot be read further fails, and does not look whole', async () => {
    fill(1);
    const { raw } = harness.memory;
    const { readForwards } = raw;
    raw.readForwards = async function* (...page) {
      let left = 10;
      for await (const event of readForwards.apply(raw, page)) {
        if (left-- === 0) throw new Error('the store went away');
        yield event;
      }
    };
    const answer = await get('format=csv').catch(() => undefined);
    await expect(answer?.text() ?? Promise.reject(new Error('no answer'))).rejects.toThrow();
    raw.readForwards = readForwards.bind(raw);
    const request = harness.memory.log.find(isExport);
    expect(await ended(request?.data.exportId ?? '')).toMatchObject({ outcome: 'failed', events: 10 });
  });

  it('is cut when the server is stopped, and that is recorded', async () => {
    fill(24);
    const { id } = await begin('', 1);
    await api.app.close();
    expect(await ended(id)).toMatchObject({ outcome: 'cut', reason: 'the server was stopped' });
  });
});

it('a cursor goes with its own export only', async () => {
  const first = await get('type=RunStarted&format=parquet');
  const id = first.headers.get('x-export-id') ?? '';
  await first.arrayBuffer();
  for (const [query, code] of [
    [`cursor=${randomUUID()}`, 'EXPORT.CURSOR'],
    [`cursor=${id}.999999`, 'EXPORT.NOT_RESUMABLE'],
    [`cursor=${id}&type=RunFailed`, 'EXPORT.OTHER_FILTER'],
    [`cursor=${id}&format=csv`, 'EXPORT.OTHER_FILTER'],
  ] as const)
    expect(await (await get(query)).json()).toMatchObject({ code, status: 422 });
  expect((await get(`cursor=${id}&type=RunStarted&format=parquet`)).status).toBe(200);
  expect(await (await get('cursor=nonsense&format=xml')).json()).toMatchObject({ code: 'REQUEST.INVALID' });
});

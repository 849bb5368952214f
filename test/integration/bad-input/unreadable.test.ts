import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerUnreadable } from '../../../src/api/http/unreadable.js';
import { exchange } from './raw-http.js';

const server = createServer((request, response) => {
  // Two turns of the event loop: what comes after the request is there before the answer.
  request.resume().on('end', () => setImmediate(() => setImmediate(() => response.end('carried out'))));
});
answerUnreadable(server);
let port: number;
beforeEach(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterEach(() => void server.close());

const post = (headers: readonly (readonly [string, string])[], body: string) =>
  exchange(
    port,
    { method: 'POST', target: '/', headers: [['Host', 'x'], ...headers], body: Buffer.from(body), delivery: 'whole' },
    10_000,
  );

test('a request that was carried out is answered by that, whatever comes after it', async () => {
  const { status, body } = await post([['Content-Length', '0']], '{"more":"than it said"}');
  expect([status, body]).toEqual([200, 'carried out']);
});

test('a request whose body cannot be read is refused', async () => {
  const { status, body } = await post([['Transfer-Encoding', 'chunked']], 'no size of a chunk\r\n');
  expect([status, JSON.parse(body).code]).toEqual([400, 'REQUEST.MALFORMED']);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { operatorStream } from '../../../src/domain/catalog.js';
import type { OperatorRequest } from '../../../src/domain/operator/commands.js';
import type { Changed, LiveProgress } from '../../../src/gateway/protocol.js';
import { closed, GatewayWorld, type ConsoleClient } from './gateway-world.js';

let world: GatewayWorld;
beforeEach(async () => {
  world = await GatewayWorld.open();
});
afterEach(() => world.close());

/** What a console was told so far; complete after `watch` has answered. */
function toldTo(console: ConsoleClient): (Changed | LiveProgress)[] {
  const told: (Changed | LiveProgress)[] = [];
  console.on('changed', (changed) => told.push(changed));
  console.on('progress', (progress) => told.push(progress));
  return told;
}

/** As the feed tells everybody. */
async function done(operatorId: string, request: OperatorRequest): Promise<void> {
  const { operators } = world.h.commands;
  world.tell((await operators.execute(operatorStream(operatorId), request, world.h.context())).events);
}

test('only operators watch', async () => {
  await expect(world.console(await world.agentToken('a'))).rejects.toMatchObject({
    data: { code: 'ACCESS.FORBIDDEN' },
  });
  await expect(world.console({ token: 'no token', tokenId: '' })).rejects.toMatchObject({
    data: { code: 'ACCESS.UNAUTHENTICATED' },
  });
});

test('a console is told of the runs that it watches, and where the read models stand', async () => {
  const key = await world.operatorKey('ada');
  const [one, all, none] = [await world.console(key), await world.console(key), await world.console(key)];
  const told = [one, all, none].map(toldTo);
  world.committed = 7n;
  expect(await one.emitWithAck('watch', { runs: ['run-1'] })).toEqual({ ok: true, position: '7' });
  await all.emitWithAck('watch', { runs: '*' });
  const [first, second] = [
    { runId: 'run-1', revision: 3 },
    { runId: 'run-2', revision: 4 },
  ] as const;
  world.consoles.changed([first, second], 9n, new Set(['run']));
  world.consoles.changed([second], 10n, new Set(['run', 'operator']));
  world.consoles.changed([], 11n, new Set(['bulk']));
  const progress = { runId: 'run-2', stepKey: 's1', percent: 50 };
  world.consoles.progress(progress);
  await Promise.all([one, all, none].map((console) => console.emitWithAck('watch', { runs: '*' })));
  expect(told).toEqual([
    [{ changes: [first], topics: [], position: '9' }],
    [
      { changes: [first, second], topics: ['run'], position: '9' },
      { changes: [second], topics: ['run', 'operator'], position: '10' },
      { changes: [], topics: ['bulk'], position: '11' },
      progress,
    ],
    [],
  ]);
});

test('a console is told of the kinds of stream that it watches, whatever else changed', async () => {
  const key = await world.operatorKey('ada');
  const [bulk, both, all] = [await world.console(key), await world.console(key), await world.console(key)];
  const told = [bulk, both, all].map(toldTo);
  await bulk.emitWithAck('watch', { topics: ['bulk', 'agent'] });
  await both.emitWithAck('watch', { runs: ['run-1'], topics: ['control'] });
  await all.emitWithAck('watch', { topics: '*' });
  const change = { runId: 'run-1', revision: 3 };
  world.consoles.changed([change], 9n, new Set(['run']));
  world.consoles.changed([], 10n, new Set(['bulk', 'operator']));
  world.consoles.changed([change], 11n, new Set(['run', 'control', 'agent', 'bulk']));
  await Promise.all([bulk, both, all].map((console) => console.emitWithAck('watch', { runs: '*' })));
  expect(told).toEqual([
    [
      { changes: [], topics: ['bulk'], position: '10' },
      { changes: [], topics: ['bulk', 'agent'], position: '11' },
    ],
    [
      { changes: [change], topics: [], position: '9' },
      { changes: [change], topics: ['control'], position: '11' },
    ],
    [
      { changes: [], topics: ['run'], position: '9' },
      { changes: [], topics: ['operator', 'bulk'], position: '10' },
      { changes: [], topics: ['run', 'control', 'agent', 'bulk'], position: '11' },
    ],
  ]);
});

test('a frame that is not of the protocol is answered, and the connection lives', async () => {
  const console = await world.console(await world.operatorKey('ada'));
  expect(await console.emitWithAck('watch', { runs: [] })).toMatchObject({ ok: false, code: 'FRAME.INVALID' });
  expect(await console.emitWithAck('watch', {})).toMatchObject({ ok: false, code: 'FRAME.INVALID' });
  expect(await console.emitWithAck('watch', { runs: '*' })).toMatchObject({ ok: true });
});

test('a key that is revoked closes what it has opened, and nothing else', async () => {
  const [ada, ben] = [await world.operatorKey('ada'), await world.operatorKey('ben')];
  const [revoked, other] = [await world.console(ada), await world.console(ben)];
  await done('ada', { name: 'RevokeKey', payload: { keyId: ada.tokenId, reason: 'lost' } });
  await closed(revoked);
  await expect(world.console(ada)).rejects.toMatchObject({ data: { code: 'ACCESS.UNAUTHENTICATED' } });
  expect(await other.emitWithAck('watch', { runs: '*' })).toMatchObject({ ok: true });
});

test('a page watches by the cookie of its session, from its own origin only', async () => {
  const session = await world.session('ada', await world.operatorKey('ada'));
  expect(await (await world.page(session)).emitWithAck('watch', { runs: '*' })).toMatchObject({ ok: true });
  for (const origin of ['http://evil.example', 'http://127.0.0.1:1', ''])
    await expect(world.page(session, undefined, origin)).rejects.toMatchObject({ data: { code: 'ACCESS.ORIGIN' } });
  await expect(world.console(session)).rejects.toMatchObject({ data: { code: 'ACCESS.UNAUTHENTICATED' } });
});

test('a session that ends closes its pages and no others; so does the key behind it', async () => {
  const key = await world.operatorKey('ada');
  const [one, two] = [await world.session('ada', key), await world.session('ada', key)];
  const [first, again, second] = [await world.page(one), await world.page(one), await world.page(two)];
  const payload = { sessionId: one.tokenId, because: 'signedOut', reason: 'signed out' } as const;
  await done('ada', { name: 'EndSession', payload });
  await Promise.all([closed(first), closed(again)]);
  await expect(world.page(one)).rejects.toMatchObject({ data: { code: 'ACCESS.SESSION_ENDED' } });
  expect(await second.emitWithAck('watch', { runs: '*' })).toMatchObject({ ok: true });
  await done('ada', { name: 'RevokeKey', payload: { keyId: key.tokenId, reason: 'lost' } });
  await closed(second);
});

test('a session that expires closes its pages', async () => {
  const session = await world.session('ada', await world.operatorKey('ada'));
  world.h.clock.advance(7 * 24 * 3_600_000 - 50);
  await closed(await world.page(session));
});

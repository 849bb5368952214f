import { expect, test } from 'vitest';
import type { CommandGateway } from '../domain/kernel/command-gateway.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import { operatorDecider } from '../domain/operator/decide.js';
import type { OperatorRequest } from '../domain/operator/commands.js';
import { CommandId } from '../domain/kernel/ids.js';
import type { OperatorEvent } from '../domain/operator/events.js';
import { Access } from './access.js';
import { bootstrapAdmin } from './bootstrap-admin.js';

/** A stream of one operator, decided by the real decider. */
function operatorLog() {
  const log: Recorded<OperatorEvent>[] = [];
  const commands: CommandGateway = {
    execute({ stream, name, payload }, { commandId, actor }) {
      const state = log.reduce(operatorDecider.evolve, operatorDecider.initialState());
      const request: unknown = { name, payload };
      if (!isRequest(request)) throw new TypeError('no operator command');
      const events = operatorDecider.decide(state, { ...request, facts: { now: 0, actor } }).map((event, index) => ({
        ...event,
        id: `${log.length + index}`,
        stream,
        revision: log.length + index,
        metadata: {
          v: 1,
          commandId: CommandId.parse(commandId),
          index,
          correlationId: commandId,
          causationId: commandId,
          actor,
          at: '2026-11-24T00:00:00.000Z',
          writer: { version: '0', bootId: 'b' },
          prev: '0'.repeat(64),
          hash: '1'.repeat(64),
        },
      }));
      log.push(...events);
      return Promise.resolve({ stream, revision: log.length - 1, position: 1n, events });
    },
  };
  const store = {
    async *read() {
      await Promise.resolve();
      yield* log;
    },
  };
  const kept: string[] = [];
  const start = () =>
    bootstrapAdmin({
      access: new Access(store),
      commands,
      ids: { random: () => crypto.randomUUID() },
      keep: (key) => {
        kept.push(key);
        return Promise.resolve();
      },
    });
  return { log, store, kept, start };
}
const isRequest = (value: unknown): value is OperatorRequest =>
  typeof value === 'object' && value !== null && 'name' in value;

test('the first start makes an administrator with a key that works and was kept', async () => {
  const { store, kept, start } = operatorLog();
  const { firstStart, adminKey = '' } = await start();
  expect(firstStart).toBe(true);
  expect(kept).toEqual([adminKey]);
  await expect(new Access(store).verify(adminKey)).resolves.toMatchObject({ operatorId: 'admin', roles: ['admin'] });
});

test('a later start makes nothing', async () => {
  const { log, kept, start } = operatorLog();
  await start();
  const { length } = log;
  expect(await start()).toEqual({ firstStart: false });
  expect(log).toHaveLength(length);
  expect(kept).toHaveLength(1);
});

test('a first start that ended between the operator and the key is finished by the next', async () => {
  const { log, store, start } = operatorLog();
  await start();
  log.pop();
  const { firstStart, adminKey = '' } = await start();
  expect(firstStart).toBe(true);
  await expect(new Access(store).verify(adminKey)).resolves.toMatchObject({ operatorId: 'admin' });
});

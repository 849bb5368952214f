import { expect, test } from 'vitest';
import type { CommandGateway } from '../domain/command-gateway.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import { operatorDecider } from '../domain/operator/decide.js';
import { CommandId } from '../domain/kernel/ids.js';
import type { OperatorEvent } from '../domain/operator/events.js';
import { Access } from './access.js';
import { bootstrapAdmin } from './bootstrap-admin.js';

/** A stream of one operator, decided by the real decider. */
function operatorLog() {
  const log: Recorded<OperatorEvent>[] = [];
  const commands: CommandGateway = {
    execute(command, { commandId, actor }) {
      const state = log.reduce(operatorDecider.evolve, operatorDecider.initialState());
      if (command.aggregate !== 'operator') throw new TypeError('only operators are created here');
      const { stream } = command;
      const events = operatorDecider.decide(state, { ...command, facts: { now: 0, actor } }).map((event, index) => ({
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

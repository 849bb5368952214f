import { describe, expect, it } from 'vitest';
import { ConnectionRecord, type PresentConnection, type RecordedConnection } from './connection-record.js';

const present = (bootId: string): PresentConnection => ({
  agentId: 'a',
  tokenId: 't',
  name: 'A',
  bootId,
  single: false,
  registered: { capabilities: ['c'], maxConcurrent: 1, sdk: { name: 'sdk', version: '1' } },
  socket: { id: `socket of ${bootId}` },
});
const recorded = (bootId: string, gatewayId: string): RecordedConnection => ({ agentId: 'a', bootId, gatewayId });

function recordOf(
  here: readonly PresentConnection[],
  inTheRecord: () => Promise<readonly RecordedConnection[]>,
  execute: () => Promise<unknown> = () => Promise.resolve(),
  refresh: () => Promise<void> = () => Promise.resolve(),
) {
  const asked: string[] = [];
  const ids: string[] = [];
  const warnings: string[] = [];
  const record = new ConnectionRecord({
    gatewayId: 'this one',
    now: () => 1,
    log: { info: () => undefined, warn: (_, message) => void warnings.push(message), error: () => undefined },
    instances: { isAlive: (id) => id === 'alive', refresh },
    present: () => here,
    recorded: inTheRecord,
    execute: (stream, { name, payload }, { commandId }) => {
      ids.push(commandId);
      if (name === 'ConnectAgent' || name === 'DisconnectAgent')
        asked.push(`${name} ${stream} ${payload.bootId} ${payload.gatewayId}`);
      return execute();
    },
  });
  return { record, asked, ids, warnings };
}

describe('record of connections', () => {
  it('ends what a gateway that was killed has left behind', async () => {
    const { record, asked } = recordOf([], () => Promise.resolve([recorded('ghost', 'killed')]));
    await record.reconcile();
    expect(asked).toEqual(['DisconnectAgent agent-a ghost killed']);
  });

  it('begins what is here and could not be recorded, also when an earlier gateway had it', async () => {
    const { record, asked } = recordOf([present('one')], () => Promise.resolve([recorded('one', 'killed')]));
    await record.reconcile();
    expect(asked).toEqual(['ConnectAgent agent-a one this one']);
  });

  it('leaves the agents of another living server to that one', async () => {
    const { record, asked } = recordOf([], () => Promise.resolve([recorded('one', 'alive')]));
    await record.reconcile();
    expect(asked).toEqual([]);
  });

  it('does nothing while nobody knows which servers live', async () => {
    const { record, asked } = recordOf(
      [present('two')],
      () => Promise.resolve([recorded('one', 'killed')]),
      () => Promise.resolve(),
      () => Promise.reject(new Error('away')),
    );
    await record.reconcile();
    expect(asked).toEqual([]);
  });

  it('names each try anew: a connection that registers twice within a millisecond begins twice', async () => {
    const { record, ids } = recordOf([], () => Promise.resolve([]));
    await record.connected(present('one'));
    await record.connected(present('one'));
    expect(new Set(ids).size).toBe(2);
  });

  it('leaves alone what agrees', async () => {
    const { record, asked } = recordOf([present('one')], () => Promise.resolve([recorded('one', 'this one')]));
    await record.reconcile();
    expect(asked).toEqual([]);
  });

  it('does nothing while the read models are away, and survives a store that is', async () => {
    const away = recordOf([present('one')], () => Promise.reject(new Error('away')));
    await away.record.reconcile();
    expect(away.asked).toEqual([]);
    const storeless = recordOf(
      [present('one')],
      () => Promise.resolve([]),
      () => Promise.reject(new Error('away')),
    );
    await storeless.record.reconcile();
    expect(storeless.warnings).toEqual(['a connection was not recorded']);
  });
});

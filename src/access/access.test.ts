import { describe, expect, test } from 'vitest';
import type { DomainEvent, Recorded } from '../domain/kernel/envelope.js';
import { DomainError } from '../domain/kernel/errors.js';
import { CommandId } from '../domain/kernel/ids.js';
import type { EventStore } from '../domain/kernel/ports.js';
import { Access } from './access.js';
import { actorOf, requireRole } from './principal.js';
import { hashSecret, mintToken, parseToken, secretFits } from './token.js';

/** A log of one process: what was recorded by stream, and whether it can be read. */
class Log implements Pick<EventStore, 'read'> {
  readonly streams = new Map<string, Recorded[]>();
  down = false;
  reads = 0;

  record(stream: string, event: DomainEvent): Recorded {
    const events = this.streams.get(stream) ?? [];
    const recorded: Recorded = {
      ...event,
      id: `${stream}-${events.length}`,
      stream,
      revision: events.length,
      metadata: {
        v: 1,
        commandId: CommandId.parse('00000000-0000-5000-8000-000000000000'),
        index: 0,
        correlationId: 'c',
        causationId: 'c',
        actor: { kind: 'system', id: 'test', name: 'Test' },
        at: '2026-11-24T00:00:00.000Z',
        writer: { version: '0', bootId: 'b' },
        prev: '0'.repeat(64),
        hash: '1'.repeat(64),
      },
    };
    this.streams.set(stream, [...events, recorded]);
    return recorded;
  }

  async *read(stream: string): AsyncIterable<Recorded> {
    this.reads++;
    await Promise.resolve();
    if (this.down) throw new DomainError('STORE.UNAVAILABLE', 'unavailable', 'The event store is away.');
    yield* this.streams.get(stream) ?? [];
  }
}

function ada(): { log: Log; token: string; tokenId: string } {
  const log = new Log();
  const { token, tokenId, secretHash } = mintToken('key', 'ada-lovelace', 'seed');
  const operatorId = 'ada-lovelace';
  log.record('operator-ada-lovelace', {
    type: 'OperatorCreated',
    data: { operatorId, name: 'Ada', roles: ['operator'] },
  });
  log.record('operator-ada-lovelace', {
    type: 'OperatorKeyIssued',
    data: { operatorId, keyId: tokenId, secretHash, name: 'laptop', roles: ['operator'] },
  });
  return { log, token, tokenId };
}
const revocation = (keyId: string): DomainEvent => ({
  type: 'OperatorKeyRevoked',
  data: { operatorId: 'ada-lovelace', keyId, reason: 'lost' },
});

describe('a token', () => {
  test('is read back as it was minted, whatever its secret and owner look like', () => {
    for (let i = 0; i < 200; i++) {
      const { token, tokenId, secretHash } = mintToken('agent', 'repo-2', String(i));
      const parsed = parseToken(token);
      expect(parsed).toMatchObject({ kind: 'agent', ownerId: 'repo-2', tokenId });
      expect(secretFits(parsed?.secret ?? '', secretHash)).toBe(true);
    }
  });
  test('that is cut, prolonged or of another form is none', () => {
    const { token } = mintToken('key', 'ada', 'seed');
    for (const text of [
      '',
      'Bearer',
      token.slice(0, -1),
      `${token}A`,
      token.replace('mc_key', 'mc_admin'),
      'x'.repeat(1e5),
    ])
      expect(parseToken(text)).toBeUndefined();
  });
  test('has the same id and another secret when its command is sent again', () => {
    const [first, again] = [mintToken('key', 'ada', 'seed'), mintToken('key', 'ada', 'seed')];
    expect(again.tokenId).toBe(first.tokenId);
    expect(again.secretHash).not.toBe(first.secretHash);
  });
  test('with a wrong secret does not fit', () => {
    expect(secretFits('wrong', hashSecret('right'))).toBe(false);
  });
});

describe('access', () => {
  test('a valid key names its operator and what it may do', async () => {
    const { log, token, tokenId } = ada();
    const principal = await new Access(log).verify(token);
    expect(principal).toEqual({
      kind: 'operator',
      operatorId: 'ada-lovelace',
      name: 'Ada',
      authId: tokenId,
      keyId: tokenId,
      roles: ['operator'],
    });
    expect(actorOf(principal)).toEqual({ kind: 'operator', id: 'ada-lovelace', name: 'Ada', authId: tokenId });
  });

  test('an unknown owner, an unknown key, a wrong secret and a revoked key are refused alike', async () => {
    const { log, token, tokenId } = ada();
    const access = new Access(log);
    const wrong = [mintToken('key', 'nobody', 's').token, mintToken('key', 'ada-lovelace', 'other').token];
    const refused = expect.objectContaining({ code: 'ACCESS.UNAUTHENTICATED', kind: 'unauthenticated' });
    for (const other of [...wrong, mintToken('key', 'ada-lovelace', 'seed').token, 'nonsense'])
      await expect(access.verify(other)).rejects.toEqual(refused);
    log.record('operator-ada-lovelace', revocation(tokenId));
    await expect(new Access(log).verify(token)).rejects.toEqual(refused);
  });

  test('the stream is read once; the feed keeps what is known up to date', async () => {
    const { log, token, tokenId } = ada();
    const access = new Access(log);
    await access.verify(token);
    await access.verify(token);
    expect(log.reads).toBe(1);
    access.onEvent(log.record('operator-ada-lovelace', revocation(tokenId)));
    await expect(access.verify(token)).rejects.toMatchObject({ code: 'ACCESS.UNAUTHENTICATED' });
    expect(log.reads).toBe(1);
  });

  test('the keys of who is disabled open nothing, and open again when it is enabled', async () => {
    const { log, token } = ada();
    const access = new Access(log);
    await access.verify(token);
    const able = (type: string) => ({ type, data: { operatorId: 'ada-lovelace', reason: 'r' } });
    access.onEvent(log.record('operator-ada-lovelace', able('OperatorDisabled')));
    await expect(access.verify(token)).rejects.toMatchObject({ code: 'ACCESS.UNAUTHENTICATED' });
    access.onEvent(log.record('operator-ada-lovelace', able('OperatorEnabled')));
    await expect(access.verify(token)).resolves.toMatchObject({ operatorId: 'ada-lovelace' });
  });

  test('an event that was missed has the stream read again', async () => {
    const { log, token, tokenId } = ada();
    const access = new Access(log);
    await access.verify(token);
    log.record('operator-ada-lovelace', revocation(tokenId));
    const next = {
      type: 'OperatorRolesChanged',
      data: { operatorId: 'ada-lovelace', roles: ['viewer'], reason: 'left' },
    };
    access.onEvent(log.record('operator-ada-lovelace', next));
    await expect(access.verify(token)).rejects.toMatchObject({ code: 'ACCESS.UNAUTHENTICATED' });
  });

  test('while the store is away, who is known gets in, and who is not is told that the store is away', async () => {
    const { log, token } = ada();
    let now = 0;
    const access = new Access(log, { now: () => now });
    await access.verify(token);
    log.down = true;
    now = 3_600_000;
    await expect(access.verify(token)).resolves.toMatchObject({ operatorId: 'ada-lovelace' });
    await expect(access.verify(mintToken('key', 'bob', 's').token)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('a key that another instance has just issued is found, though the feed has not told yet', async () => {
    const { log, token } = ada();
    let now = 0;
    const waits: number[] = [];
    const wait = (ms: number): Promise<void> => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    };
    const access = new Access(log, { now: () => now, wait });
    await access.verify(token);
    const { token: second, tokenId, secretHash } = mintToken('key', 'ada-lovelace', 'second');
    log.record('operator-ada-lovelace', {
      type: 'OperatorKeyIssued',
      data: { operatorId: 'ada-lovelace', keyId: tokenId, secretHash, name: 'desk', roles: ['operator'] },
    });
    now = 400;
    await expect(access.verify(second)).resolves.toMatchObject({ keyId: tokenId });
    expect(waits).toEqual([600]);
    expect(log.reads).toBe(2);
  });

  test('wrong keys, however many at once, make one read a second', async () => {
    const { log, token } = ada();
    let now = 0;
    const wait = (ms: number): Promise<void> => Promise.resolve().then(() => void (now = Math.max(now, 400 + ms)));
    const access = new Access(log, { now: () => now, wait });
    await access.verify(token);
    now = 400;
    const wrong = Array.from({ length: 20 }, (_, i) =>
      access.verify(mintToken('key', 'ada-lovelace', `wrong ${i}`).token),
    );
    for (const refused of await Promise.allSettled(wrong))
      expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'ACCESS.UNAUTHENTICATED' } });
    expect(log.reads).toBe(2);
  });

  test('a role is required of operators, and agents never have one', () => {
    const operator = { kind: 'operator', operatorId: 'ada', name: 'Ada', authId: 'k', roles: ['operator'] } as const;
    expect(requireRole(operator, 'viewer')).toBe(operator);
    const forbidden = expect.objectContaining({ code: 'ACCESS.FORBIDDEN', kind: 'forbidden' });
    expect(() => requireRole(operator, 'approver')).toThrow(forbidden);
    expect(() => requireRole({ kind: 'agent', agentId: 'repo', name: 'repo', tokenId: 't' }, 'viewer')).toThrow(
      forbidden,
    );
  });
});

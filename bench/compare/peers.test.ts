import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { choosePeers, nodeFor, readPeers, sortOut, takesPart, type Peer, type Surroundings } from './peers.js';

const folder = path.resolve(import.meta.dirname, '../peers');
const peer = (id: string, more: Partial<Peer> = {}): Peer => ({
  id,
  script: id,
  node: 20,
  env: {},
  needs: 'postgres',
  ...more,
});
const all: Surroundings = {
  node: 20,
  newerNode: { path: '/node22' },
  packages: { path: '/peers' },
  postgres: { path: '/postgres' },
  redis: { path: '/redis' },
  restate: { path: '/restate' },
};

describe('a peer', () => {
  const queue = peer('queue', { needs: 'redis' });
  const modern = peer('modern', { node: 22 });

  it('takes part when all that it needs is here', () => {
    expect(sortOut([queue, modern], all)).toEqual({ able: [queue, modern], leftOut: [] });
  });

  it('is left out with the reason when its server is not here, and the others are not', () => {
    expect(sortOut([queue, modern], { ...all, redis: { why: 'no Redis' } })).toEqual({
      able: [modern],
      leftOut: [{ id: 'queue', why: 'no Redis' }],
    });
  });

  it('is left out when it wants a newer Node than there is', () => {
    const { leftOut } = sortOut([queue, modern], { ...all, newerNode: { why: 'no Node 22' } });
    expect(leftOut).toEqual([{ id: 'modern', why: 'no Node 22' }]);
  });

  it('is run by this Node when that is new enough, else by the newer one', () => {
    expect(nodeFor(queue, all)).toEqual({ path: process.execPath });
    expect(nodeFor(modern, all)).toEqual({ path: '/node22' });
    expect(nodeFor(modern, { ...all, node: 24 })).toEqual({ path: process.execPath });
  });

  it('is left out when the packages cannot be installed, whatever else is missing', () => {
    const { able, leftOut } = sortOut([queue, modern], {
      ...all,
      packages: { why: 'no registry' },
      redis: { why: 'no Redis' },
    });
    expect(able).toEqual([]);
    expect(leftOut.map(({ why }) => why)).toEqual(['no registry', 'no registry']);
  });

  it('takes part only in the scenarios that it knows, and as often as it may', () => {
    const slow = peer('slow', { only: ['chain'], maxReps: 2 });
    expect([takesPart(slow, 'chain', 2), takesPart(slow, 'chain', 3), takesPart(slow, 'fan', 1)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('PEERS', () => {
  it('is Restate and BullMQ unless it is said', () => {
    expect(choosePeers(readPeers(folder), undefined).map(({ id }) => id)).toEqual(['restate', 'bullmq-always']);
  });

  it('of a name that no peer has is refused, with those that there are', () => {
    const choose = (): unknown => choosePeers([peer('one'), peer('two')], 'one,three');
    expect(choose).toThrow('PEERS: "three" is no peer. Use all, or some of: one, two.');
  });
});

describe('peers.json', () => {
  it('names scripts that exist', () => {
    const missing = readPeers(folder).filter(({ script }) => !existsSync(path.join(folder, 'peers', `${script}.mjs`)));
    expect(missing).toEqual([]);
  });
});

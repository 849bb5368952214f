import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Harness, OPERATOR } from '../../test/support/harness.js';
import { MemoryKeyStore } from '../keystore/memory-key-store.js';
import { CHECKPOINTS_STREAM, CONTROL_STREAM } from '../domain/catalog.js';
import { evidenceEvents } from '../domain/evidence/events.js';
import { canonicalize } from '../domain/kernel/json.js';
import type { StoredEvent } from '../domain/kernel/ports.js';
import { Checkpoints } from './checkpoints.js';
import { leafHash, MerkleTree } from './merkle.js';

const STORE_ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

function setUp(options: { readonly maxLeaves?: number; readonly keys?: MemoryKeyStore; readonly over?: Harness } = {}) {
  const { keys = new MemoryKeyStore(), over, maxLeaves } = options;
  const harness = over ? new Harness({ over: over.memory.raw, bootId: 'writer-2' }) : new Harness();
  const { commands, memory, clock } = harness;
  const checkpoints = new Checkpoints({
    commands,
    store: memory.store,
    blobs: memory.blobs,
    log: memory.reader,
    keys,
    clock,
    ids: { random: () => STORE_ID },
    ...(maxLeaves === undefined ? {} : { maxLeaves }),
  });
  let halts = 0;
  const happens = async (): Promise<void> => {
    const haltId = `halt-${++halts}`;
    const scope = { kind: 'workflow', id: `workflow-${halts}` } as const;
    await commands.execute(
      { aggregate: 'control', stream: CONTROL_STREAM, name: 'OrderHalt', payload: { haltId, scope, reason: 'test' } },
      harness.context(),
    );
  };
  const recorded = async (): Promise<StoredEvent[]> => {
    const events: StoredEvent[] = [];
    for await (const event of memory.reader.readStream(CHECKPOINTS_STREAM)) events.push(event);
    return events;
  };
  return { harness, checkpoints, keys, happens, recorded };
}
const signed = (events: readonly StoredEvent[]) =>
  events
    .filter(({ type }) => type === 'CheckpointSigned')
    .map(({ data }) => evidenceEvents.CheckpointSigned.parse(data));
const keysIn = (events: readonly StoredEvent[]) =>
  events.filter(({ type }) => type === 'SigningKeyAdded').map(({ data }) => evidenceEvents.SigningKeyAdded.parse(data));

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
/** Whether a line of the note is a signature of its text by the key. */
function isSignedBy(note: string, publicKey: string): boolean {
  const end = note.indexOf('\n\n') + 1;
  const key = createPublicKey({
    key: Buffer.concat([SPKI, Buffer.from(publicKey, 'base64')]),
    format: 'der',
    type: 'spki',
  });
  return note
    .slice(end + 1)
    .trimEnd()
    .split('\n')
    .some((line) => {
      const signature = Buffer.from(line.split(' ')[2] ?? '', 'base64').subarray(4);
      return verify(null, Buffer.from(note.slice(0, end)), key, signature);
    });
}

describe('checkpoints', () => {
  it('signs a tree with a leaf for the head of every stream that moved, in the order of the log', async () => {
    const { checkpoints, happens, harness, recorded } = setUp();
    await happens();
    await happens();
    const { note, size, through } = await checkpoints.sign();
    const [key] = keysIn(await recorded());
    const [checkpoint] = signed(await recorded());
    if (!key || !checkpoint) throw new Error('nothing was signed');
    const leaves = await harness.memory.blobs.get(checkpoint.leaves);
    const heads = new Map<string, unknown>();
    for (const { stream, revision, metadata } of harness.memory.log.filter(
      ({ position }) => (position ?? 0n) <= BigInt(through),
    )) {
      heads.delete(stream);
      heads.set(stream, { stream, revision, hash: metadata.hash });
    }
    expect(leaves).toEqual([...heads.values()]);
    const tree = new MerkleTree();
    for (const leaf of heads.values()) tree.append(leafHash(canonicalize(leaf)));
    expect(size).toBe(heads.size);
    expect(checkpoint.rootHash).toBe(tree.root().toString('hex'));
    expect(note.split('\n').slice(0, 6)).toEqual([
      `mission-control/${STORE_ID}`,
      String(size),
      tree.root().toString('base64'),
      'at 2026-11-24T12:00:00.000Z',
      `through ${through}`,
      `key ${key.keyId}`,
    ]);
    expect(isSignedBy(note, key.publicKey)).toBe(true);
  });

  it('cites the one before, with a proof that nothing was taken back', async () => {
    const { checkpoints, happens, recorded } = setUp();
    await happens();
    const first = await checkpoints.sign();
    await happens();
    const second = await checkpoints.sign();
    expect(second.previous).toEqual({ size: first.size, rootHash: first.rootHash });
    const root = Buffer.from(first.rootHash, 'hex').toString('base64');
    expect(second.note).toContain(`\nprevious ${first.size} ${root}\nconsistency `);
    expect(BigInt(second.through)).toBeGreaterThan(BigInt(first.through));
    expect(signed(await recorded())).toHaveLength(2);
  });

  it('signs nothing anew while nothing but a checkpoint was recorded', async () => {
    const { checkpoints, happens, recorded } = setUp();
    await happens();
    const first = await checkpoints.sign({ ifMoved: true });
    expect(await checkpoints.sign({ ifMoved: true })).toEqual(first);
    await happens();
    expect((await checkpoints.sign({ ifMoved: true })).size).toBeGreaterThan(first.size);
    expect(signed(await recorded())).toHaveLength(2);
  });

  it('goes through a long log in several checkpoints, each of bounded size', async () => {
    const { checkpoints, harness, recorded } = setUp({ maxLeaves: 2 });
    for (const id of ['ada', 'bea', 'cyd', 'dan', 'eve'])
      await harness.commands.execute(
        {
          aggregate: 'operator',
          stream: `operator-${id}`,
          name: 'CreateOperator',
          payload: { operatorId: id, name: id, roles: ['viewer'] },
        },
        harness.context(),
      );
    const { size } = await checkpoints.sign();
    const steps = signed(await recorded()).map((one) => one.size - (one.previous?.size ?? 0));
    expect(steps.every((n) => n <= 2)).toBe(true);
    expect(steps.reduce((sum, n) => sum + n)).toBe(size);
    const covered = new Set<unknown>();
    for (const { leaves } of signed(await recorded()))
      for (const leaf of JSON.parse(canonicalize(await harness.memory.blobs.get(leaves)))) covered.add(leaf.stream);
    expect(covered).toEqual(
      new Set(['operator-ada', 'operator-bea', 'operator-cyd', 'operator-dan', 'operator-eve', CHECKPOINTS_STREAM]),
    );
  });

  it('is one history when two servers sign at once', async () => {
    const here = setUp();
    const there = setUp({ keys: here.keys, over: here.harness });
    await here.happens();
    await Promise.all([here.checkpoints.sign(), there.checkpoints.sign(), here.checkpoints.sign()]);
    const events = await here.recorded();
    expect(keysIn(events)).toHaveLength(1);
    expect([...here.keys.secrets.keys()]).toEqual([`signing-${keysIn(events)[0]?.keyId}`]);
    signed(events).reduce((before: { size: number } | undefined, one) => {
      expect(one.previous?.size).toBe(before?.size);
      return one;
    }, undefined);
  });
});

describe('signing keys', () => {
  const order = (harness: Harness, key: string) => ({ reason: 'yearly', lost: false, context: harness.context(key) });

  it('are signed by the one before and by themselves, and sign from the next checkpoint on', async () => {
    const { checkpoints, happens, harness, recorded } = setUp();
    await happens();
    const { size } = await checkpoints.sign();
    const added = await checkpoints.rotate(order(harness, 'rotate'));
    const [first, second] = keysIn(await recorded());
    if (!first || !second) throw new Error('there should be two keys');
    expect(added).toMatchObject({ keyId: second.keyId, from: size + 1, previousKeyId: first.keyId });
    expect(isSignedBy(second.note, first.publicKey) && isSignedBy(second.note, second.publicKey)).toBe(true);
    const next = await checkpoints.sign();
    expect(next.keyId).toBe(second.keyId);
    expect(isSignedBy(next.note, second.publicKey)).toBe(true);
    const [event] = (await recorded()).filter(({ type, revision }) => type === 'SigningKeyAdded' && revision > 0);
    expect(event?.metadata).toMatchObject({ actor: OPERATOR });
  });

  it('are added once, however often the command is sent', async () => {
    const { checkpoints, harness, keys, recorded } = setUp();
    await checkpoints.sign();
    const once = await checkpoints.rotate(order(harness, 'again'));
    expect(await checkpoints.rotate(order(harness, 'again'))).toEqual(once);
    expect(keysIn(await recorded())).toHaveLength(2);
    expect(keys.secrets.size).toBe(2);
  });

  it('are said to be missing when their private half is gone, and a loss is recorded as a break', async () => {
    const { checkpoints, harness, keys, recorded } = setUp();
    const { keyId } = await checkpoints.sign();
    await expect(checkpoints.rotate({ ...order(harness, 'a'), lost: true })).rejects.toMatchObject({
      code: 'EVIDENCE.KEY_NOT_LOST',
    });
    await keys.destroy(`signing-${keyId}`);
    await expect(checkpoints.sign()).rejects.toMatchObject({ code: 'EVIDENCE.KEY_MISSING', kind: 'unavailable' });
    await expect(checkpoints.rotate(order(harness, 'b'))).rejects.toMatchObject({ code: 'EVIDENCE.KEY_MISSING' });
    await checkpoints.rotate({ ...order(harness, 'c'), lost: true });
    const broken = keysIn(await recorded())[1];
    expect(broken).toMatchObject({ lost: true, previousKeyId: keyId });
    expect(broken?.note).toContain(`\nlost ${keyId}\n`);
    expect((await checkpoints.sign()).keyId).toBe(broken?.keyId);
  });
});

import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { binaryEvent, type EventData } from '@eventstore/db-client';
import { afterAll, describe, expect, it } from 'vitest';
import { DomainError } from '../../../src/domain/kernel/errors.js';
import { GrpcConnection } from '../../../src/eventstore/grpc-connection.js';
import { OwnAppend } from '../../../src/eventstore/own-append.js';
import { Observed, UNARY, errorFields, newStream, outcomeOf, revisionsOf } from './conformance/observe.js';
import { runNode, startNodeProcess } from './node-process.js';
import { smallDisk } from './small-disk.js';

const disk = smallDisk(6);
const large = (): EventData => binaryEvent({ type: 'Large', data: Buffer.alloc(100_000, 1) });

describe('a full disk', () => {
  if (typeof disk === 'string') {
    it.skip(`not run: no small disk can be mounted (${disk})`, () => undefined);
    return;
  }
  const data = path.join(disk.path, 'data');
  const ballast = path.join(disk.path, 'ballast');
  afterAll(() => disk.remove());

  it('appends are refused, definitely; reads go on; nothing is lost; it takes appends again when there is space', async () => {
    const node = await startNodeProcess(data);
    const connection = new GrpcConnection(node.url);
    const { client } = connection;
    writeFileSync(ballast, Buffer.alloc(2 << 20));
    const stream = newStream();
    let written = 0;
    const append = () => client.appendToStream(stream, large(), { expectedRevision: expected() });
    const expected = () => (written === 0 ? ('no_stream' as const) : BigInt(written - 1));
    let outcome = 'ok';
    while (outcome === 'ok') {
      outcome = await outcomeOf(append());
      if (outcome === 'ok') written++;
    }
    expect(written).toBeGreaterThan(5);
    const seen = Array.from({ length: written }, (_, revision) => String(revision)).join(' ');
    expect(await revisionsOf(client.readStream(stream))).toBe(seen);
    // By both calls, and it is told what is the matter.
    const { code, message } = await errorFields(client.appendToStream(stream, large(), UNARY));
    expect([code, message]).toEqual([8, expect.stringContaining('There is no space left on the disk')]);
    const own = new OwnAppend(connection, 2_000);
    const sealed = { id: crypto.randomUUID(), type: 'Small', data: '{}', metadata: '{}' };
    // Something small may still find room: until it does not.
    const answers = [];
    for (let tries = 0; tries < 200 && !(answers.at(-1) instanceof DomainError); tries++)
      answers.push(
        await own
          .append(newStream(), -1, [{ ...sealed, id: crypto.randomUUID(), data: `"${'x'.repeat(20_000)}"` }])
          .catch((error: unknown) => error),
      );
    expect(answers.at(-1)).toMatchObject({ code: 'STORE.FULL', kind: 'unavailable' });

    const live = new Observed(client.subscribeToStream(stream, { fromRevision: BigInt(written - 1) }));
    await live.until('confirmed');
    rmSync(ballast);
    expect(await outcomeOf(append())).toBe('ok');
    expect(await live.events(1)).toBe(String(written));
    await live.end();
    await connection.dispose();
    // And all of it is there after a kill.
    await node.kill();
    const again = await startNodeProcess(data);
    const reader = new GrpcConnection(again.url);
    expect(await revisionsOf(reader.client.readStream(stream))).toBe(`${seen} ${written}`);
    await reader.dispose();
    expect(await again.stop()).toBe(0);
  });

  it('a node that is started there says so in one line', async () => {
    const free = path.join(disk.path, 'new');
    writeFileSync(ballast, '');
    for (let size = 1 << 20; size > 0; size = Math.floor(size / 2)) {
      try {
        for (;;) writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' });
      } catch {
        // Smaller pieces may fit.
      }
    }
    const { exitCode, stderr } = await runNode(['--data', free]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^The (disk of the )?data folder .*(is full|ENOSPC).*\n$/);
    rmSync(ballast);
  });
});

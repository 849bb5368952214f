import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, describe, expect, it } from 'vitest';
import { Observed, events, newStream, outcomeOf } from './conformance/observe.js';
import { runNode, spawnNode, startNodeProcess, temporaryFolder } from './node-process.js';

const folders: { remove(): void }[] = [];
const newFolder = (): string => {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder.path;
};
afterEach(() => folders.splice(0).forEach((folder) => folder.remove()));

describe('the life of a node', () => {
  it('on SIGTERM, with busy writers, ends calls with cancelled, and is gone in under a second', async () => {
    const node = await startNodeProcess(newFolder());
    const client = EventStoreDBClient.connectionString(node.url);
    const observed = new Observed(client.subscribeToAll());
    await observed.until('caught up');
    const writers = Promise.all(
      Array.from({ length: 20 }, async () => {
        const stream = newStream();
        for (;;) {
          const outcome = await outcomeOf(client.appendToStream(stream, events(1)));
          if (outcome !== 'ok') return outcome;
        }
      }),
    );
    await observed.events(200);
    const asked = performance.now();
    expect(await node.stop()).toBe(0);
    // It takes some 50 ms, and is cut short after 900; a busy machine is given a second more to start and reap.
    expect(performance.now() - asked).toBeLessThan(2000);
    await observed.until('cancelled');
    expect(new Set(await writers)).toEqual(new Set(['cancelled']));
    await client.dispose();
  });

  it('ends with its parent, when asked to', async () => {
    const folder = newFolder();
    const script = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, process.argv.slice(1), { stdio: ['pipe', 'inherit', 'inherit'] });
      setInterval(() => undefined, 1000);`;
    const main = path.resolve('dist/src/embedded/event-store/main.js');
    await (await startNodeProcess(folder)).stop();
    const parent = spawn(process.execPath, ['-e', script, '--', main, '--data', folder, '--exit-with-parent'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await once(parent.stdout, 'data');
    let log = '';
    parent.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    parent.kill('SIGKILL');
    // The node holds the other end of this pipe: it closes when the node is gone.
    await once(parent.stderr, 'close');
    expect(log).toContain('the parent process is gone');
    await (await startNodeProcess(folder)).stop();
  });
});

describe('what a node refuses, in one line that says what to do', () => {
  it('a folder that another node holds: which folder, which process', async () => {
    const folder = newFolder();
    const node = await startNodeProcess(folder);
    const { exitCode, stderr } = await runNode(['--data', folder]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${folder} is in use by process ${node.pid}`);
    await node.stop();
  });

  it('takes over the lock of a dead process', async () => {
    const folder = newFolder();
    await (await startNodeProcess(folder)).kill();
    const node = await startNodeProcess(folder);
    expect(readFileSync(path.join(folder, 'lock'), 'utf8')).toContain(`"pid":${node.pid}`);
    await node.stop();
  });

  it('takes over the lock of a dead process whose pid another process has now', async () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, 'lock'), JSON.stringify({ pid: process.pid, began: 'another time' }));
    await (await startNodeProcess(folder)).stop();
  });

  it('a log that is damaged: which file, where, and what to do', async () => {
    const folder = newFolder();
    await (await startNodeProcess(folder)).stop();
    truncateSync(path.join(folder, 'log.lmdb'), 3 * 4096);
    const { exitCode, stderr } = await runNode(['--data', folder]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^\S*log\.lmdb is damaged: it ends before page \d+ .* from a backup\.\n$/);
  });

  it('a folder of a newer version', async () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, 'format.json'), '{"format":99}');
    const { exitCode, stderr } = await runNode(['--data', folder]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^The data folder .* has format 99; this version reads up to 2\. Run the newer version.*\n$/,
    );
  });

  it('a folder that cannot be made', async () => {
    const folder = newFolder();
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o400);
    const { exitCode, stderr } = await runNode(['--data', path.join(file, 'data')]);
    expect(exitCode).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('cannot be made');
  });

  it('a port in use', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { exitCode, stderr } = await runNode(['--data', newFolder(), '--port', String(port)]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${port}. Stop what uses that port`);
    taken.close();
  });

  it('production, unless asked for by name', async () => {
    const folder = newFolder();
    const { exitCode, stderr } = await runNode(['--data', folder], { NODE_ENV: 'production' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('set EVENTSTORE_URL');
    const child = spawnNode(['--data', folder, '--i-know-this-is-not-eventstoredb'], { NODE_ENV: 'production' });
    if (child.stdout) await once(child.stdout, 'data');
    child.kill();
    await once(child, 'exit');
  });

  it('wrong arguments, all at once', async () => {
    const { exitCode, stderr } = await runNode(['--port', '70000']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--data DIR is missing');
    expect(stderr).toContain('--port is above 65535');
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endpoints } from '../../../src/api/contract/endpoints.js';
import { fakeServer, type FakeServer, Refusal } from './fake-server.js';
import { invoke } from './invoke.js';
import { RUN } from './run-story.js';

let server: FakeServer;
beforeEach(async () => {
  server = await fakeServer();
});
afterEach(async () => server.stop());

const differing = endpoints.verifyStreamReplay.example.response;

describe('run verify-replay', () => {
  it('leaves with 1 and names the first event that would differ, and in what', async () => {
    server.on('verifyRunReplay', () => differing);
    const { exit, out } = await invoke(server, ['run', 'verify-replay', RUN]);
    expect(exit).toBe(1);
    expect(out).toContain('at event #311, by FailStep');
    expect(out).toContain('data.delayMs  4210 -> 8420');
  });

  it('says how many commands it could not decide again, and why', async () => {
    const notDecided = [{ name: 'ArchiveRun', because: 'this version has no such command', commands: 3 }];
    server.on('verifyRunReplay', () => ({ ...differing, difference: null, notDecided }));
    const { exit, out } = await invoke(server, ['run', 'verify-replay', RUN]);
    expect(exit).toBe(0);
    expect(out).toContain('not decided again: 3 commands (ArchiveRun: this version has no such command)');
  });

  it('--all goes through every run and every other stream, and leaves with 1 when one differs', async () => {
    // One page of each.
    server.on('listRuns', () => ({ items: endpoints.listRuns.example.response.items }));
    server.on('listBulks', () => ({ items: endpoints.listBulks.example.response.items }));
    server.on('verifyStreamReplay', ({ params }) =>
      params['stream'] === 'control'
        ? new Refusal(404, 'STREAM.NOT_FOUND', 'There is no stream "control" of events.')
        : differing,
    );
    const { exit, out } = await invoke(server, ['run', 'verify-replay', '--all']);
    expect(exit).toBe(1);
    const asked = server.seen.filter(({ name }) => name === 'verifyStreamReplay').map(({ params }) => params['stream']);
    for (const prefix of ['workflow-', 'agent-', 'operator-', 'control', 'bulk-'])
      expect(
        asked.some((stream) => String(stream).startsWith(prefix)),
        prefix,
      ).toBe(true);
    expect(out).toMatch(/streams: [\d,]+ commands decided again, [\d,]+ events as recorded, \d+ differ/);
  });

  it('wants a run, or --all', async () => {
    expect((await invoke(server, ['run', 'verify-replay'])).exit).toBe(2);
  });
});

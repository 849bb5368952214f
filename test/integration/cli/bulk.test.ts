import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bulk } from '../../../src/api/contract/bulk.js';
import { endpoints } from '../../../src/api/contract/endpoints.js';
import { fakeServer, type FakeServer, Refusal } from './fake-server.js';
import { invoke, start } from './invoke.js';
import { RUN } from './run-story.js';

let server: FakeServer;
beforeEach(async () => {
  server = await fakeServer();
});
afterEach(async () => server.stop());

const sent = (name: string) => server.seen.filter((seen) => seen.name === name).map(({ body }) => body);
const bulk = (line: string) => invoke(server, ['bulk', ...line.split(' ')]);
/** The job goes through these, one look after the other; the last stays. */
function goesThrough(...looks: Partial<Bulk>[]): void {
  server.on('getBulk', () => ({
    ...endpoints.getBulk.example.response,
    ...(looks.length > 1 ? looks.shift() : looks[0]),
  }));
}

describe('bulk', () => {
  it('says what it would touch, and does nothing without --yes', async () => {
    const { exit, out, err } = await bulk('cancel --workflow invoice-triage');
    expect([exit, out]).toEqual([2, '']);
    expect(err).toContain('This would cancel 412 runs. Nothing was done.');
    expect(err).toContain('invoice-triage');
    expect(err).toContain('--yes');
    expect(sent('previewBulk')).toEqual([{ action: 'cancel', target: { filter: { workflow: ['invoice-triage'] } } }]);
    expect(sent('startBulk')).toEqual([]);
  });

  it('with --yes orders it, by the filter of the run list', async () => {
    const line =
      'retry --workflow a,b --status halted,waiting --waits-for deadLetter --text ab --at-most 9 --yes --reason back';
    const { exit, out } = await bulk(line);
    expect(exit).toBe(0);
    expect(out).toContain('retry  412 dead letters  3b5c1a1e');
    expect(sent('startBulk')).toEqual([
      {
        action: 'retry',
        target: {
          filter: { workflow: ['a', 'b'], status: ['halted', 'waiting'], waitsFor: ['deadLetter'], text: 'ab' },
        },
        reason: 'back',
        atMost: 9,
      },
    ]);
  });

  it('takes runs by their ids, and dead letters by their fingerprint with an output', async () => {
    await bulk(`halt ${RUN} --yes`);
    await bulk('skip --fingerprint 5f1d7a84 --output {"ok":true} --yes');
    expect(sent('startBulk')).toEqual([
      { action: 'halt', target: { runs: [RUN] }, reason: 'no reason given' },
      { action: 'skip', target: { fingerprint: '5f1d7a84' }, output: { ok: true }, reason: 'no reason given' },
    ]);
  });

  it('wants to be told which, in one way', async () => {
    for (const line of ['cancel --yes', `cancel ${RUN} --all --yes`, 'cancel --status nonsense --yes']) {
      const { exit, err } = await bulk(line);
      expect(exit).toBe(2);
      expect(err).toMatch(/Say which|--status/);
    }
    expect((await bulk('cancel --all')).err).toContain('This would cancel 412 runs');
    expect(server.seen.filter(({ name }) => name === 'startBulk')).toEqual([]);
  });

  it('that matches nothing, or more than was allowed, is told', async () => {
    server.on('previewBulk', () => ({ total: 0, runs: 0, workflows: [], position: '1' }));
    expect((await bulk('cancel --all')).exit).toBe(3);
    server.on('startBulk', () => new Refusal(409, 'BULK.MORE', 'By now this is 5, and not at most 4.'));
    const { exit, err } = await bulk('cancel --all --at-most 4 --yes');
    expect(exit).toBe(7);
    expect(err).toContain('By now this is 5');
  });

  it('shows what was refused and skipped, and why', async () => {
    goesThrough({ status: 'completed', done: 410, skipped: 1, refused: 1, pending: 0 });
    const { exit, out } = await bulk('show last');
    expect(exit).toBe(0);
    expect(out).toContain('completed  cancel 412  410 done, 1 skipped, 1 refused');
    expect(out).toContain('The run is completed; an ended run');
    const items = await bulk('show last --outcome all --json');
    expect(JSON.parse(items.out)).toEqual(endpoints.listBulkItems.example.response);
  });
});

describe('bulk --wait', () => {
  const running = { status: 'running', done: 2, skipped: 0, refused: 0, pending: 410 } as const;
  const all = { status: 'completed', done: 412, skipped: 0, refused: 0, pending: 0 } as const;

  it('tells each change until it has ended', async () => {
    goesThrough(running, running, all);
    const { exit, out } = await bulk('cancel --all --yes --wait');
    expect(exit).toBe(0);
    expect(out.trim().split('\n')).toEqual([
      'running  cancel 412  2 done, 410 to do  3b5c1a1e',
      'completed  cancel 412  412 done  3b5c1a1e',
    ]);
  });

  it.each([
    ['with a refused item', { ...all, done: 411, refused: 1 }, 7],
    ['stopped', { ...running, status: 'stopped' as const }, 7],
    ['paused', { ...running, status: 'paused' as const }, 4],
  ])('a job that ends %s ends with its exit code', async (_, look, code) => {
    goesThrough(look);
    expect((await bulk('watch last')).exit).toBe(code);
    expect((await bulk('watch last --json')).exit).toBe(code);
  });

  it('redraws one line in a terminal, and Ctrl-C leaves the job alone', async () => {
    goesThrough(running);
    const terminal = start(server, ['bulk', 'watch', 'last'], { tty: true });
    await terminal.shows('410 to do');
    terminal.interrupt();
    expect(await terminal.exit).toBe(130);
    expect(server.seen.map(({ name }) => name)).not.toContain('stopBulk');
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeServer, type FakeServer, Refusal } from './fake-server.js';
import { start } from './invoke.js';
import { at, done, event, RUN, running, type RunReply, step, story } from './run-story.js';

let server: FakeServer;
beforeEach(async () => {
  server = await fakeServer();
});
afterEach(async () => server.stop());

const working = story(
  [step('collect', 0, [], running('repository-1', 20)), step('write', 1, ['collect'], { tier: 'write' })],
  { revision: 1 },
);
const completed = story(
  [step('collect', 0, [], done('repository-1', 20, 900)), step('write', 1, ['collect'], done('writer', 900, 950))],
  {
    revision: 4,
    status: 'completed',
    endedAt: at(1_000),
  },
);
const asking = story(
  [
    step('collect', 0, [], done('repository-1', 20, 900)),
    step('write', 1, ['collect'], { tier: 'write', status: 'awaitingApproval' }),
  ],
  { revision: 3, waits: [{ kind: 'approval', stepKey: 'write', approvalId: '2f1d9b5c-8a3e-5b0f-9d57-6a1c3e4f5b60' }] },
);
const EVENTS = [
  event(0, 'RunStarted', 0, null, 'Ada'),
  event(1, 'StepDispatched', 20, 'collect'),
  event(2, 'StepCompleted', 900, 'collect', 'repository-1'),
  event(3, 'ApprovalRequested', 900, 'write'),
  event(4, 'RunCompleted', 1_000),
];

/** The server now says this; who watches is told. */
function becomes(reply: RunReply): void {
  server.on('getRun', () => reply);
  server.on('listRunEvents', ({ query }) => ({
    items: EVENTS.filter(({ revision }) => revision >= Number(query['from'] ?? 0) && revision <= reply.run.revision),
  }));
  server.changed(RUN, reply.run.revision, String(2_000 + reply.run.revision));
}

describe('run watch', () => {
  it('is moved by the socket, reads at the position that it was told, and ends with the run', async () => {
    becomes(working);
    const terminal = start(server, ['run', 'watch', RUN]);
    // The read that follows the connection is over: what comes next comes by the socket.
    await server.answered(({ name, query }) => name === 'getRun' && query['atLeast'] === '1042');
    becomes(completed);
    expect(await terminal.exit).toBe(0);
    expect(terminal.out()).toMatch(/completed in 1\.0 s, 2 of 2 steps/);
    expect(server.seen.findLast(({ name }) => name === 'getRun')?.query['atLeast']).toBe('2004');
  });

  it.each([
    ['failed', 5],
    ['cancelled', 6],
  ] as const)('a run that %s leaves with %i, and says why', async (status, code) => {
    becomes({ ...completed, run: { ...completed.run, status, reason: 'write was rejected by Ada' } });
    const terminal = start(server, ['run', 'watch', RUN, '--plain']);
    expect(await terminal.exit).toBe(code);
    expect(terminal.out()).toContain('write was rejected by Ada');
  });

  it('in a pipe it writes one line for each event, each once', async () => {
    becomes(working);
    const terminal = start(server, ['run', 'watch', RUN, '--utc']);
    await Promise.all([server.watched(RUN), terminal.shows('StepDispatched')]);
    becomes(asking);
    await terminal.shows('missionctl approval approve 2f1d9b5c-8a3e-5b0f-9d57-6a1c3e4f5b60');
    becomes(completed);
    await terminal.exit;
    const types = [...terminal.out().matchAll(/^\d\d:\d\d:\d\d +\d+ +(\w+)/gm)].map((match) => match[1]);
    expect(types).toEqual(['RunStarted', 'StepDispatched', 'StepCompleted', 'ApprovalRequested', 'RunCompleted']);
    expect(terminal.out()).not.toContain('\u001b');
  });

  it('on a terminal it redraws in place, shows progress that is not recorded, and leaves the terminal clean', async () => {
    becomes(working);
    const terminal = start(server, ['run', 'watch', RUN], { tty: true });
    await Promise.all([server.watched(RUN), terminal.shows('collect')]);
    server.progress(RUN, 'collect', 42);
    await terminal.shows('42 %');
    becomes(completed);
    expect(await terminal.exit).toBe(0);
    expect(terminal.out()).toMatch(/\u001b\[\d+A/);
    expect(terminal.out().endsWith('\u001b[?7h\u001b[?25h')).toBe(true);
  });

  it('with --json it writes a line for each change: the answer of the API', async () => {
    becomes(working);
    const terminal = start(server, ['run', 'watch', RUN, '--json']);
    await Promise.all([server.watched(RUN), terminal.shows('"revision":1')]);
    becomes(completed);
    await terminal.exit;
    const lines = terminal.out().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      [working, completed].map((reply) => JSON.parse(JSON.stringify(reply))),
    );
  });

  it('with --no-wait it leaves with 4 as soon as only a person can move the run', async () => {
    becomes(working);
    const terminal = start(server, ['run', 'watch', RUN, '--no-wait']);
    await Promise.all([server.watched(RUN), terminal.shows('StepDispatched')]);
    becomes(asking);
    expect(await terminal.exit).toBe(4);
    expect(terminal.out()).toContain('missionctl approval approve');
  });

  it('without --no-wait it stays, and goes on when the person has decided', async () => {
    becomes(asking);
    const terminal = start(server, ['run', 'watch', RUN]);
    await Promise.all([server.watched(RUN), terminal.shows('asks for approval')]);
    becomes(completed);
    expect(await terminal.exit).toBe(0);
  });

  it('survives a restart of the server: it says so, and misses nothing', async () => {
    becomes(working);
    const terminal = start(server, ['run', 'watch', RUN]);
    await Promise.all([server.watched(RUN), terminal.shows('StepDispatched')]);
    await server.stop();
    await terminal.shows('reconnecting');
    becomes(completed);
    await server.listen();
    expect(await terminal.exit).toBe(0);
    expect(terminal.err()).toContain('Connected again.');
    expect(terminal.out()).toContain('ApprovalRequested');
  });

  it('polls while the socket is refused', async () => {
    server.refuseSockets();
    becomes(working);
    const terminal = start(server, ['run', 'watch', RUN]);
    await terminal.shows('StepDispatched');
    server.on('getRun', () => completed);
    expect(await terminal.exit).toBe(0);
  });

  it('ends in order by Ctrl-C: exit 130, and the run goes on', async () => {
    becomes(working);
    const terminal = start(server, ['run', 'watch', RUN], { tty: true });
    await terminal.shows('collect');
    terminal.interrupt();
    expect(await terminal.exit).toBe(130);
    expect(terminal.out().endsWith('\u001b[?7h\u001b[?25h')).toBe(true);
    expect(terminal.err()).toContain(`missionctl run watch ${RUN}`);
  });

  it('a run that does not exist is said at once', async () => {
    server.on('getRun', () => new Refusal(404, 'RUN.UNKNOWN', 'There is no such run.'));
    const terminal = start(server, ['run', 'watch', RUN]);
    expect(await terminal.exit).toBe(3);
  });
});

describe('run start', () => {
  it('with --watch it shows the run from its first event to its end', async () => {
    becomes(completed);
    const terminal = start(server, ['run', 'start', 'hello', '--watch']);
    expect(await terminal.exit).toBe(0);
    expect(terminal.out()).toContain('RunStarted');
  });

  it('with --wait it is silent until the end', async () => {
    becomes(working);
    const terminal = start(server, ['run', 'start', 'hello', '--wait']);
    await Promise.all([server.watched(RUN), terminal.shows(RUN)]);
    becomes(completed);
    expect(await terminal.exit).toBe(0);
    expect(terminal.out()).not.toContain('StepDispatched');
  });

  it('with --wait it leaves with 4 when only a person can move the run', async () => {
    becomes(asking);
    expect(await start(server, ['run', 'start', 'hello', '--wait']).exit).toBe(4);
  });
});

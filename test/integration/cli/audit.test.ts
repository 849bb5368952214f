import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleAuditEvent } from '../../../src/api/contract/audit.js';
import { fakeServer, type FakeServer } from './fake-server.js';
import { invoke, start } from './invoke.js';

let server: FakeServer;
beforeEach(async () => {
  server = await fakeServer();
});
afterEach(async () => server.stop());

const queries = () => server.seen.filter(({ name }) => name === 'searchAudit').map(({ query }) => query);
const event = (position: number) => ({ ...exampleAuditEvent, position: String(position) });

describe('audit', () => {
  it('asks for everything that its options say, in the words of the API', async () => {
    server.on('searchAudit', () => ({ items: [], head: '9' }));
    const { exit, out } = await invoke(server, [
      'audit',
      ...['--text', 'wrong month', '--type', 'RunFailed,RunHalted', '--mark', 'failure,halt', '--workflow', 'a'],
      ...['--from', '2026-11-01', '--to', '2026-11-02T10:00:00Z', '--min-usd', '0.5', '--actor', 'system', '-n', '3'],
      ...['--status', 'failed,halted', '--min-run-usd', '2', '--max-run-usd', '10'],
    ]);
    expect([exit, out]).toEqual([0, 'Nothing found.\n']);
    expect(queries()).toEqual([
      {
        text: 'wrong month',
        type: 'RunFailed,RunHalted',
        mark: 'failure,halt',
        workflow: 'a',
        from: '2026-11-01T00:00:00.000Z',
        to: '2026-11-02T10:00:00.000Z',
        minNanoUsd: '500000000',
        actor: 'system',
        status: 'failed,halted',
        minRunNanoUsd: '2000000000',
        maxRunNanoUsd: '10000000000',
        limit: '3',
      },
    ]);
  });

  it('shows a row per event, and how to see more', async () => {
    server.on('searchAudit', () => ({ items: [event(7), event(6)], next: 'more', head: '9' }));
    const { out } = await invoke(server, ['audit', '-n', '2']);
    expect(out).toContain('#7');
    expect(out).toContain('ApprovalGranted');
    expect(out).toContain('--before 6');
  });

  it('pages through what is asked for, and gives it line by line with --json', async () => {
    server.on('searchAudit', ({ query }) =>
      query['cursor'] === undefined
        ? { items: Array.from({ length: 500 }, (_, i) => event(1_000 - i)), next: 'second', head: '9' }
        : { items: [event(1)], head: '9' },
    );
    const { out } = await invoke(server, ['audit', '-n', '600', '--json']);
    expect(out.trim().split('\n')).toHaveLength(501);
    expect(queries().map(({ limit, cursor }) => [limit, cursor])).toEqual([
      ['500', undefined],
      ['100', 'second'],
    ]);
  });

  it('with --follow shows what is new after what it has shown, until Ctrl-C', async () => {
    server.on('searchAudit', ({ query }) => ({
      items: query['after'] === undefined ? [event(7)] : query['after'] === '7' ? [event(9), event(8)] : [],
      head: query['after'] === undefined ? '7' : '9',
    }));
    const following = start(server, ['audit', '--follow']);
    await following.shows('#9');
    following.interrupt();
    expect(await following.exit).toBe(130);
    expect(following.out().match(/#\d/g)).toEqual(['#7', '#8', '#9']);
  });

  it('refuses a time and an amount that are none', async () => {
    expect((await invoke(server, ['audit', '--from', 'yesterday'])).exit).toBe(2);
    expect((await invoke(server, ['audit', '--min-usd', 'much'])).exit).toBe(2);
    const ofRuns = await invoke(server, ['audit', '--max-run-usd', 'much']);
    expect([ofRuns.exit, ofRuns.err]).toEqual([2, expect.stringContaining('--max-run-usd')]);
    expect(queries()).toEqual([]);
  });
});

it('audit show takes a position as it is shown, and tells causes, effects, data and hash', async () => {
  const { exit, out } = await invoke(server, ['audit', 'show', '#1,042']);
  expect(exit).toBe(0);
  for (const part of ['ApprovalGranted', 'why it exists', 'RunStarted', 'what it led to', 'StepDispatched', 'c4c4'])
    expect(out).toContain(part);
  expect(server.seen.at(-1)?.params).toEqual({ position: '1042' });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeServer, type FakeServer } from './fake-server.js';
import { invoke } from './invoke.js';

let server: FakeServer;
beforeEach(async () => {
  server = await fakeServer();
});
afterEach(async () => server.stop());
const bodies = (name: string) => server.seen.filter((one) => one.name === name).map(({ body }) => body);

const IDLE = { policyAt: null, nextAt: null, lastPrunedAt: null, progress: null, last: null };

describe('retention', () => {
  it('shows the policy, and that there is none', async () => {
    expect((await invoke(server, ['retention'])).out).toContain(
      'read 6 months, write for good, irreversible for good, financial 84 months',
    );
    expect((await invoke(server, ['retention'])).out).toMatch(
      /by the server, next .*\n.*12 runs pruned, 1 run kept by a hold/,
    );
    server.on('getRetention', () => ({ months: null, floorMonths: 6, holds: [], erased: 0, pruning: 0, ...IDLE }));
    expect((await invoke(server, ['retention', 'show'])).out).toContain('there is no policy');
  });

  it('sets months by class', async () => {
    const { exit } = await invoke(server, ['retention', 'set', '--read', '6', '--financial', '120', '-r', 'law']);
    expect([exit, bodies('setRetentionPolicy')]).toEqual([0, [{ months: { read: 6, financial: 120 }, reason: 'law' }]]);
    expect((await invoke(server, ['retention', 'set'])).exit).toBe(2);
  });

  it('says what it would prune with --plan, and prunes without', async () => {
    const plan = await invoke(server, ['retention', 'apply', '--plan']);
    expect(plan.out).toContain('1 run would be pruned.');
    expect(bodies('applyRetention')).toEqual([]);
    expect((await invoke(server, ['retention', 'apply'])).out).toMatch(
      /1 run pruned\.\narchived in .*\.tar {2}sha256 a+/,
    );
  });
});

describe('hold', () => {
  it('is placed on what fits all that is given, with a reason', async () => {
    const args = ['hold', 'place', '--workflow', 'invoice-triage', '--since', '2026-11-01', '-r', 'case 7'];
    expect((await invoke(server, args)).exit).toBe(0);
    expect(bodies('placeHold')).toEqual([
      { scope: { workflowId: 'invoice-triage', startedFrom: expect.stringMatching(/^2026-/) }, reason: 'case 7' },
    ]);
    expect((await invoke(server, ['hold', 'place', '-r', 'all'])).exit).toBe(2);
    expect((await invoke(server, ['hold', 'place', '--workflow', 'a'])).exit).toBe(2);
  });

  it('is listed, asked to be lifted and confirmed by the beginning of its id', async () => {
    expect((await invoke(server, ['hold', 'list'])).out).toContain('workflow invoice-');
    for (const [what, name] of [
      ['lift', 'requestHoldLift'],
      ['confirm', 'confirmHoldLift'],
    ] as const) {
      expect((await invoke(server, ['hold', what, 'c3f4', '-r', 'over'])).exit).toBe(0);
      expect(bodies(name)).toEqual([{ reason: 'over' }]);
    }
  });
});

describe('subject', () => {
  it('is looked up and erased in the body of a request, never in its address', async () => {
    expect((await invoke(server, ['subject', 'show', 'customer-17'])).out).toContain('in 1 run: ');
    expect((await invoke(server, ['subject', 'erase', 'customer-17', '-r', 'asked'])).exit).toBe(0);
    expect(bodies('eraseSubject')).toEqual([{ subject: 'customer-17', reason: 'asked' }]);
    for (const { params, query } of server.seen) expect(JSON.stringify([params, query])).not.toContain('customer-17');
  });
});

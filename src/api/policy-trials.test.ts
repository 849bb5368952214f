import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chain, Harness } from '../../test/support/harness.js';
import { LoggedRunHistory } from '../commands/run/run-history.js';
import { runFolding } from '../commands/run/run-folding.js';
import { policiesOf, PolicyTrials } from './policy-trials.js';

let h: Harness;
beforeEach(async () => {
  h = new Harness();
  await h.commands.start();
});
afterEach(() => h.dispose());

const problemsOf = (source: string): unknown => {
  try {
    return policiesOf(source);
  } catch (error) {
    return error;
  }
};

describe('policies as a text', () => {
  it('are YAML or JSON', () => {
    const policies = { budgets: { run: { usd: 1.5 } }, approvals: { write: 'ask' } };
    expect(policiesOf(JSON.stringify(policies))).toEqual(policies);
    expect(policiesOf('budgets:\n  run: { usd: 1.5 }\napprovals:\n  write: ask\n')).toEqual(policies);
  });

  it('are refused with every problem and its place', () =>
    expect(problemsOf('budgets: { runs: {} }\nretry: { attempts: 99 }\ntimeouts: { run: soon }\n')).toMatchObject({
      code: 'POLICIES.INVALID',
      details: {
        problems: [{ path: 'budgets.runs' }, { path: 'retry.attempts' }, { path: 'timeouts.run' }],
      },
    }));
});

describe('a trial over many runs', () => {
  it('goes on where the call before ended, and names what it could not read', async () => {
    await h.save(chain(1));
    const ids: string[] = [];
    for (let i = 0; i < 60; i++) {
      ids.push(await h.start('chain-1'));
      await h.complete(h.task('s1'), { value: i });
    }
    ids.splice(10, 0, '7c9e6679-7425-50de-944b-e07fc1f90ae7');
    const rows = ids.map((runId) => ({
      runId,
      workflowId: 'chain-1',
      status: 'completed',
      startedAt: '',
      revision: 2,
    }));
    const queries = {
      execute: ({ listing }: { listing: { cursor?: string } }) => {
        const at = Number(listing.cursor ?? 0);
        return Promise.resolve({ items: [rows[at]], ...(at + 1 < rows.length ? { next: String(at + 1) } : {}) });
      },
    };
    const history = new LoggedRunHistory(runFolding, {
      ...h.memory,
      definitions: h.commands.definitions,
      log: { warn: () => undefined, error: () => undefined },
    });
    const trials: PolicyTrials = Reflect.construct(PolicyTrials, [history, queries]);
    const asked = { policies: 'timeouts: { run: 1h }', since: '2026-11-01T00:00:00.000Z' };
    const first = await trials.page(asked);
    expect(first).toMatchObject({ next: '50', skipped: [{ runId: ids[10] }] });
    const second = await trials.page({ ...asked, cursor: first.next, soFar: first.soFar });
    expect(second.soFar.sums).toMatchObject({ runs: 60, outcomes: { same: 60 } });
    expect(second.next).toBeUndefined();
    expect([...first.items, ...second.items].map(({ runId }) => runId)).toEqual(ids.filter((_, i) => i !== 10));
  });
});

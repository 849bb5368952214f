import { expect, test } from 'vitest';
import { Comparison } from '../../api/contract/compare.js';
import { endpoints } from '../../api/contract/endpoints.js';
import { TriedRun } from '../../api/contract/policies.js';
import { terminal } from '../terminal.js';
import { runLines } from './policy.js';
import { comparisonLines } from './run-compare.js';

const screen = terminal(
  {
    stdout: { write: () => true, columns: 120 },
    stderr: { write: () => true },
    env: {},
    cwd: '/',
    now: () => 0,
    interrupted: new AbortController().signal,
  },
  { color: false, utc: true },
);
const found = Comparison.parse(endpoints.compareRuns.example.response);

test('a comparison says where the runs part, with the event of each side, and shows each place', () => {
  const lines = comparisonLines(found, false, screen);
  expect(lines).toContain('They part here: collect gave another result for the same inputs. (A #12, B #9)');
  expect(lines).toContain('B is a replay of A from event #17.');
  const at = lines.indexOf('  output');
  expect(lines.slice(at, at + 4)).toEqual(['  output', '    packages', '      - 14', '      + 15']);
});

test('steps that are the same are counted, and listed on demand', () => {
  const [step] = found.steps;
  if (!step) throw new Error('the example has a step');
  const same = { ...found, parting: null, same: true, steps: [{ ...step, differs: [], output: null, first: false }] };
  expect(comparisonLines(same, false, screen)).toEqual(
    expect.arrayContaining(['They are the same but for attempts, cost and time.', '1 step is the same.']),
  );
  expect(comparisonLines(same, true, screen).some((line) => line.includes('collect  nothing'))).toBe(true);
});

test('a tried run names the event of each finding, and what is an estimate', () => {
  const run = TriedRun.parse(endpoints.tryPolicies.example.response.items[0]);
  expect(runLines(run, screen)).toEqual([
    '7c9e6679-7425-50de-944b-e07fc1f90ae7 repository-report v3: stopped, at least $0.30 of $1.40 not spent',
    "  #31 Attempt 1 of summary would not have been dispatched: the run's budget has no room for it. $0.30 not spent.",
  ]);
  const [finding] = run.findings;
  if (!finding) throw new Error('the example has a finding');
  const guessed = runLines({ ...run, findings: [{ ...finding, estimated: true }] }, screen);
  expect(guessed[1]).toContain('(estimated)');
});

import { describe, expect, it } from 'vitest';
import { styles, width } from '../style.js';
import { type Picture, type PictureStep } from './picture.js';
import { render, type View } from './render.js';

const START = Date.parse('2026-11-24T14:32:07.000Z');
const at = (ms: number): string => new Date(START + ms).toISOString();
const view = (over: Partial<View> = {}): View => ({
  columns: 80,
  style: styles(false),
  unicode: true,
  utc: true,
  now: START + 12_000,
  ...over,
});

const step = (stepKey: string, dependsOn: readonly string[], over: Partial<PictureStep> = {}): PictureStep => ({
  stepKey,
  name: stepKey,
  status: 'pending',
  dependsOn,
  tier: 'read',
  attempt: 0,
  capability: stepKey,
  costNano: 0n,
  ...over,
});
const completed = (from: number, to: number, costNano = 0n): Partial<PictureStep> => ({
  status: 'completed',
  attempt: 1,
  agent: 'repository-1',
  startedAt: at(from),
  endedAt: at(to),
  costNano,
});

const report = (over: Partial<Picture['run']>, rest: Partial<Picture> = {}): Picture => ({
  run: {
    runId: '7c9e6679-7425-50de-944b-e07fc1f90ae7',
    workflowId: 'repository-report',
    version: 3,
    status: 'running',
    operator: 'Ada',
    startedAt: at(0),
    budget: { limitNano: 1_500_000_000n, spentNano: 312_000_000n, reservedNano: 100_000_000n, spentTokens: 5_120 },
    revision: 13,
    ...over,
  },
  steps: [
    step('collect', [], completed(20, 3_720)),
    step('licences', ['collect'], completed(3_720, 5_700, 1_234_567n)),
    step('largest-files', ['collect'], {
      status: 'running',
      attempt: 1,
      agent: 'repository-1',
      startedAt: at(3_720),
      progress: { percent: 42 },
    }),
    step('secret-scan', ['collect'], {
      status: 'awaitingRetry',
      attempt: 2,
      agent: 'scanner',
      startedAt: at(4_000),
      endedAt: at(4_500),
      retryAt: at(15_000),
      error: 'permission denied',
    }),
    step('risk-summary', ['licences', 'largest-files', 'secret-scan']),
    step('write-report', ['risk-summary'], { tier: 'write' }),
  ],
  waits: [{ kind: 'retry', stepKey: 'secret-scan', until: at(15_000) }],
  events: [
    { revision: 11, type: 'StepCompleted', stepKey: 'licences', attempt: 1, actor: 'repository-1', at: at(5_700) },
    { revision: 12, type: 'StepFailed', stepKey: 'secret-scan', attempt: 2, actor: 'scanner', at: at(4_500) },
    { revision: 13, type: 'StepRetryScheduled', stepKey: 'secret-scan', attempt: 2, actor: 'scheduler', at: at(4_500) },
  ],
  ...rest,
});

describe('the picture of a run', () => {
  it('while it works', () => {
    expect(`\n${render(report({}), 'live', view()).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      repository-report v3  ▶ running  12 s  2 of 6 steps
      run 7c9e6679-7425-50de-944b-e07fc1f90ae7  by Ada

        ✓ collect        completed      #1  repository-1   3.7 s
      ╭ ✓ licences       completed      #1  repository-1   2.0 s $0.001234567
      │ ⠦ largest-files  running        #1  repository-1     8 s 42 %
      ╰ ↻ secret-scan    will retry     #2  scanner       500 ms in 3 s: permission d…
        ○ risk-summary   pending        after largest-files, secret-scan
        ○ write-report   pending        after risk-summary

      Budget  ███▒░░░░░░░░░░  27 %  $0.312 spent + $0.10 reserved of $1.50
      Tokens  5,120

      Last events
        14:32:12  11  StepCompleted       licences        repository-1
        14:32:11  12  StepFailed          secret-scan #2  scanner
        14:32:11  13  StepRetryScheduled  secret-scan #2  scheduler
      "
    `);
  });

  it('while a person is asked', () => {
    const asked = report(
      {
        budget: {
          limitNano: 1_500_000_000n,
          spentNano: 1_450_000_000n,
          reservedNano: 0n,
          spentTokens: 0,
          limitTokens: 100_000,
        },
      },
      {
        steps: [
          step('collect', [], completed(20, 3_720)),
          step('write-report', ['collect'], { tier: 'write', status: 'awaitingApproval' }),
          step('pay', ['collect'], { tier: 'financial', status: 'awaitingBudget' }),
          step('never', ['collect'], { status: 'deadLetter', attempt: 3, error: 'on purpose' }),
        ],
        waits: [
          {
            kind: 'approval',
            stepKey: 'write-report',
            approvalId: '2f1d9b5c-8a3e-5b0f-9d57-6a1c3e4f5b60',
            until: at(86_400_000),
          },
          { kind: 'budget', stepKey: 'pay' },
          { kind: 'deadLetter', stepKey: 'never' },
        ],
        events: [],
      },
    );
    expect(`\n${render(asked, 'live', view()).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      repository-report v3  ▶ running  12 s  1 of 4 steps
      run 7c9e6679-7425-50de-944b-e07fc1f90ae7  by Ada

        ✓ collect       completed      #1  repository-1   3.7 s
      ╭ ? write-report  needs approval write step
      │ $ pay           needs budget
      ╰ ✗ never         dead letter    #3                       on purpose

      Budget  █████████████░  97 %  $1.45 spent of $1.50
      Tokens  0 of 100,000

      Waits for a person
        write-report asks for approval (write), expires in 23h 59m
          missionctl approval approve 2f1d9b5c-8a3e-5b0f-9d57-6a1c3e4f5b60
          missionctl approval reject 2f1d9b5c-8a3e-5b0f-9d57-6a1c3e4f5b60
        pay needs more budget
          missionctl run budget 7c9e6679-7425-50de-944b-e07fc1f90ae7 --usd AMOUNT
        never is a dead letter: on purpose
          missionctl deadletter retry 7c9e6679-7425-50de-944b-e07fc1f90ae7 never
            (or: skip, abandon)
      "
    `);
  });

  it('when it is halted and the server is away', () => {
    const halted = report(
      { status: 'halted', reason: 'an agent writes to the wrong host' },
      { waits: [{ kind: 'halted' }], events: [], steps: [step('collect', [])] },
    );
    expect(`\n${render(halted, 'reconnecting', view()).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      repository-report v3  ■ halted  12 s  0 of 1 steps                reconnecting …
      run 7c9e6679-7425-50de-944b-e07fc1f90ae7  by Ada
        an agent writes to the wrong host

        ○ collect  pending

      Budget  ███▒░░░░░░░░░░  27 %  $0.312 spent + $0.10 reserved of $1.50
      Tokens  5,120

      Waits for a person
        The run is halted
          missionctl run resume 7c9e6679-7425-50de-944b-e07fc1f90ae7
      "
    `);
  });

  it('when it has ended', () => {
    const ended = report(
      { status: 'failed', endedAt: at(9_300), reason: 'write-report was rejected by Ada' },
      { steps: [step('collect', [], completed(20, 3_720))] },
    );
    expect(`\n${render(ended, 'reconnecting', view()).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      repository-report v3  ✗ failed  9.3 s  1 of 1 steps
      run 7c9e6679-7425-50de-944b-e07fc1f90ae7  by Ada
        write-report was rejected by Ada

        ✓ collect  completed      #1  repository-1   3.7 s

      Budget  ███▒░░░░░░░░░░  27 %  $0.312 spent + $0.10 reserved of $1.50
      Tokens  5,120

      Last events
        14:32:12  11  StepCompleted       licences        repository-1
        14:32:11  12  StepFailed          secret-scan #2  scanner
        14:32:11  13  StepRetryScheduled  secret-scan #2  scheduler
      "
    `);
  });

  it('tells states apart without colour and without Unicode', () => {
    const lines = render(report({}), 'live', view({ unicode: false }));
    expect(lines.slice(3, 9).map((line) => line.slice(0, 32))).toMatchInlineSnapshot(`
      [
        "  + collect        completed    ",
        "/ + licences       completed    ",
        "| > largest-files  running      ",
        "\\ ~ secret-scan    will retry   ",
        "  . risk-summary   pending      ",
        "  . write-report   pending      ",
      ]
    `);

    expect(lines.join('').replace(/…/g, '')).toMatch(/^[\u0000-\u007f]*$/);
  });

  it.each([40, 60, 80, 120])('stays within %i columns, in colour too', (columns) => {
    for (const line of render(report({}), 'polling', view({ columns, style: styles(true) })))
      expect(width(line)).toBeLessThanOrEqual(columns);
  });

  it('text of others cannot steer the terminal', () => {
    const evil = report(
      { operator: '\u001b[2J', reason: '\u001b]0;x\u0007' },
      { steps: [step('a', [], { status: 'deadLetter', error: '\u001b[H' })] },
    );
    expect(render(evil, 'live', view()).join('')).not.toContain('\u001b');
  });
});

describe('a run of many steps', () => {
  const many = (): PictureStep[] => [
    step('split', [], completed(0, 900)),
    ...Array.from({ length: 150 }, (_, i) =>
      step(
        `shard-${i}`,
        ['split'],
        i < 60
          ? completed(900 + i, 2_000 + i)
          : i < 64
            ? { status: 'running', attempt: 1, startedAt: at(2_000) }
            : i === 140
              ? { status: 'deadLetter', attempt: 3, error: 'cannot parse' }
              : {},
      ),
    ),
  ];
  const rows = 30;
  const picture = report({}, { steps: many(), waits: [{ kind: 'deadLetter', stepKey: 'shard-140' }] });
  const lines = render(picture, 'live', view({ rows }));

  it('fits the screen', () => {
    expect(lines.length).toBeLessThan(rows);
  });

  it('shows all that need a person or run, what ended last and what comes next, and counts the rest', () => {
    const text = lines.join('\n');
    for (const key of ['shard-140 ', 'shard-60 ', 'shard-63 ', 'shard-59 ', 'shard-64 ']) expect(text).toContain(key);
    expect(text).toMatch(/… \d+ more: \d+ completed, \d+ pending/);
    const shown = lines.filter((line) => /^[ ╭│╰] . (split|shard-\d+) /.test(line)).length;
    const counted = Number(/… (\d+) more/.exec(text)?.[1]);
    expect(shown + counted).toBe(151);
  });

  it('is shown whole where there is no screen', () => {
    expect(render(picture, 'live', view()).filter((line) => line.includes('shard-')).length).toBeGreaterThanOrEqual(
      150,
    );
  });
});

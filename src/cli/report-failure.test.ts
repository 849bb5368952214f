import { describe, expect, it } from 'vitest';
import { Failure } from './failure.js';
import { failureLines } from './report-failure.js';
import { styles } from './style.js';

const screen = { style: styles(false) };

describe('a failure', () => {
  it('shows message, code, each problem on a line, and what to do', () => {
    const failure = new Failure('invalid', 'The definition is not valid.', {
      code: 'WORKFLOW.INVALID',
      problems: [
        { path: 'steps[2].dependsOn[0]', message: 'there is no step "colect"', line: 12, column: 7 },
        { path: 'steps[3].id', message: 'is used twice' },
      ],
      hint: 'Mend it.',
    });
    expect(failureLines(failure, screen)).toEqual([
      'error The definition is not valid. [WORKFLOW.INVALID]',
      '  steps[2].dependsOn[0]  12:7  there is no step "colect"',
      '  steps[3].id  is used twice',
      'hint  Mend it.',
    ]);
  });

  it('cannot steer the terminal with text of others', () => {
    const failure = new Failure('rejected', 'no\u001b[2J', { problems: [{ path: 'a', message: '\u001b]0;x\u0007' }] });
    expect(failureLines(failure, screen).join('\n')).not.toContain('\u001b');
  });
});

import { describe, expect, test } from 'vitest';
import {
  approvalId,
  approvalRequested,
  budgetExceeded,
  dispatched,
  granted,
  hash,
  HOUR,
  instant,
  key,
  lease,
  MINUTE,
  RUN,
  runCancelled,
  runHalted,
  started,
  T0,
  voted,
} from '../../../test/support/run-events.js';
import { ADA, BOB, runOf } from '../../../test/support/run-spec.js';
import type { RunRequest } from './commands.js';
import type { RunEvent, RunEventData } from './events.js';
import { readySteps } from './readiness.js';

const about = { approvalId: approvalId('a'), comment: 'seen' };
const approve: RunRequest = { name: 'Approve', payload: about };
const reject: RunRequest = { name: 'Reject', payload: about };
const edit: RunRequest = { name: 'EditApproval', payload: { ...about, params: { n: 2 } } };
const expireAt = (ms: number): RunRequest => ({
  name: 'ExpireApproval',
  payload: { approvalId: approvalId('a'), expiresAt: T0 + ms },
});
const expire = expireAt(HOUR);

const pay = runOf([{ id: 'a', tier: 'financial', approval: { expiresAfter: '10m' } }, { id: 'b' }]);
const asked = (more: Partial<RunEventData<'ApprovalRequested'>> = {}): RunEvent[] => [
  started(),
  approvalRequested('a', { expiresAt: instant(HOUR), ...more }),
];
const overrun = { kind: 'overrun', overrun: { scope: 'run', id: RUN, amount: { nanoUsd: '20', tokens: 0 } } } as const;

describe('an approval', () => {
  test('is granted by one vote, unless more are asked for', () => {
    pay
      .given(...asked())
      .when(approve)
      .then(
        { type: 'ApprovalVoted', data: { operatorId: 'ada', votes: 1 } },
        { type: 'ApprovalGranted', data: { by: ['ada'], comment: 'seen' } },
      );
    const ofTwo = asked({ requires: { n: 2, not: [] } });
    pay
      .given(...ofTwo)
      .when(approve)
      .then('ApprovalVoted');
    pay
      .given(...ofTwo, voted('a', 'ada'))
      .when(approve, { actor: BOB })
      .then({ type: 'ApprovalVoted', data: { votes: 2 } }, { type: 'ApprovalGranted', data: { by: ['ada', 'bob'] } });
  });

  test('counts each person once', () => {
    pay
      .given(...asked({ requires: { n: 2, not: [] } }), voted('a', 'ada'))
      .when(approve)
      .thenRefused('APPROVAL.VOTED');
  });

  test('with four eyes is not for who started the run', () => {
    const fourEyes = asked({ requires: { n: 1, not: ['ada'] } });
    pay
      .given(...fourEyes)
      .when(approve, { actor: ADA })
      .thenRefused('APPROVAL.FOUR_EYES');
    pay
      .given(...fourEyes)
      .when(approve, { actor: BOB })
      .then('ApprovalVoted', 'ApprovalGranted');
  });

  test('has one outcome: what comes second is told who was first', () => {
    const done = pay.given(...asked(), granted('a', ['bob']));
    for (const request of [approve, reject, edit]) done.when(request).thenRefused('APPROVAL.DECIDED');
    done.after(HOUR).when(expire).thenNothing();
    const halted = pay.given(...asked(), runHalted({ withdrawn: [approvalId('a')] }));
    for (const request of [approve, reject, edit]) halted.when(request).thenRefused('APPROVAL.DECIDED');
  });

  test('is decided before its deadline or not at all', () => {
    const late = pay.given(...asked()).after(HOUR);
    for (const request of [approve, reject, edit]) late.when(request).thenRefused('APPROVAL.EXPIRED');
    pay
      .given(...asked())
      .after(HOUR - 1)
      .when(approve)
      .then('ApprovalVoted', 'ApprovalGranted');
  });

  test('names to the loser who was first, what they decided and when, also when that ended the run', () => {
    const approved = pay
      .given(...asked())
      .when(approve, { actor: ADA })
      .then('ApprovalVoted', 'ApprovalGranted');
    approved.when(reject, { actor: BOB }).thenRefused('APPROVAL.DECIDED', {
      decision: 'granted',
      decidedBy: ADA.id,
      decidedByName: ADA.name,
      decidedAt: instant(0),
    });
    const rejected = pay
      .given(...asked())
      .when(reject, { actor: ADA })
      .then('ApprovalRejected', 'RunFailed');
    rejected
      .when(approve, { actor: BOB })
      .thenRefused('APPROVAL.DECIDED', { decision: 'rejected', decidedBy: ADA.id, decidedByName: ADA.name });
  });

  test('is not decided once the run has ended, and must be there', () => {
    pay
      .given(...asked(), runCancelled({ withdrawn: [approvalId('a')] }))
      .when(approve)
      .thenRefused('APPROVAL.DECIDED', { decision: 'withdrawn' });
    pay.given(started()).when(approve).thenRefused('APPROVAL.NOT_FOUND');
  });

  test('that is granted makes its step ready', () => {
    const { run } = pay.given(...asked(), granted('a'));
    expect(readySteps(run, pay.plan, 0)).toContain(key('a'));
    expect(readySteps(pay.given(...asked()).run, pay.plan, 0)).not.toContain(key('a'));
  });
});

describe('a rejection', () => {
  test('fails the run, and takes back what else is in flight', () => {
    pay
      .given(...asked(), dispatched('b'))
      .when(reject)
      .then(
        { type: 'ApprovalRejected', data: { by: 'ada', comment: 'seen' } },
        { type: 'RunFailed', data: { because: 'rejected', revoked: [lease('b')] } },
      );
  });
  test('skips the step when its policy says so, which may complete the run', () => {
    pay
      .given(...asked({ onReject: 'skip' }))
      .when(reject)
      .then('ApprovalRejected', { type: 'StepSkipped', data: { because: 'rejected' } });
    runOf([{ id: 'a', tier: 'financial' }])
      .given(...asked({ onReject: 'skip' }))
      .when(reject)
      .then('ApprovalRejected', 'StepSkipped', 'RunCompleted');
  });
  test('halts the run when its policy says so', () => {
    pay
      .given(...asked({ onReject: 'halt' }))
      .when(reject)
      .then('ApprovalRejected', 'RunHalted');
  });
});

describe('an approval that nobody decides', () => {
  test('waits until its deadline', () => {
    pay
      .given(...asked())
      .after(HOUR - 1)
      .when(expire)
      .thenNothing();
  });
  test('is then as good as rejected', () => {
    pay
      .given(...asked())
      .after(HOUR)
      .when(expire)
      .then('ApprovalExpired', { type: 'RunFailed', data: { because: 'expired' } });
    pay
      .given(...asked({ onReject: 'skip' }))
      .after(HOUR)
      .when(expire)
      .then('ApprovalExpired', { type: 'StepSkipped', data: { because: 'expired' } });
  });
  test('halts the run when its policy says so', () => {
    pay
      .given(...asked({ onExpire: 'halt' }))
      .after(HOUR)
      .when(expire)
      .then('ApprovalExpired', 'RunHalted');
  });
  test('is escalated once when its policy says so', () => {
    const late = pay.given(...asked({ onExpire: 'escalate' })).after(HOUR);
    const escalated = late
      .when(expire)
      .then({ type: 'ApprovalEscalated', data: { expiresAt: instant(HOUR + 10 * MINUTE) } });
    const next = expireAt(HOUR + 10 * MINUTE);
    escalated.after(HOUR).when(next).thenNothing();
    escalated.after(HOUR).when(approve).then('ApprovalVoted', 'ApprovalGranted');
    escalated
      .after(HOUR + 10 * MINUTE)
      .when(next)
      .then('ApprovalExpired', 'RunFailed');
  });
  test('passes a deadline once: a second timer for it does nothing, whatever its clock says', () => {
    pay
      .given(...asked({ onExpire: 'escalate' }))
      .after(HOUR)
      .when(expire)
      .then('ApprovalEscalated')
      .after(2 * HOUR)
      .when(expire)
      .thenNothing();
  });
});

describe('an edited approval', () => {
  test('is a new request with its own parameters and hash, and the one before is withdrawn', () => {
    pay
      .given(...asked({ requires: { n: 2, not: ['ada'] } }))
      .when(edit, { params: { n: 2 }, paramsHash: hash('7') })
      .then(
        { type: 'ApprovalWithdrawn', data: { approvalId: approvalId('a'), because: 'edited' } },
        {
          type: 'ApprovalRequested',
          data: {
            approvalId: approvalId('new'),
            params: { n: 2 },
            paramsHash: hash('7'),
            attempt: 1,
            requires: { n: 2, not: ['ada'] },
            expiresAt: instant(10 * MINUTE),
            edits: approvalId('a'),
          },
        },
      );
  });
  test('wants its own votes', () => {
    const edited = pay
      .given(...asked({ requires: { n: 2, not: [] } }), voted('a', 'ada'))
      .when(edit)
      .then('ApprovalWithdrawn', 'ApprovalRequested');
    edited.when({ name: 'Approve', payload: { approvalId: approvalId('new'), comment: '' } }).then('ApprovalVoted');
    edited.when(approve).thenRefused('APPROVAL.DECIDED');
  });
  test('may be approved by who edited it', () => {
    pay
      .given(...asked())
      .when(edit, { actor: BOB })
      .then('ApprovalWithdrawn', 'ApprovalRequested')
      .when({ name: 'Approve', payload: { approvalId: approvalId('new'), comment: '' } }, { actor: BOB })
      .then('ApprovalVoted', 'ApprovalGranted');
  });
  test('keeps its parameters for this and later attempts', () => {
    const { run } = pay
      .given(...asked())
      .when(edit)
      .then('ApprovalWithdrawn', 'ApprovalRequested');
    expect(run.steps.get(key('a'))?.editedAt).toBe(3);
  });
  test('is never one for an overrun', () => {
    pay
      .given(...asked(overrun))
      .when(edit)
      .thenRefused('APPROVAL.NOT_EDITABLE');
  });
});

describe('an approved overrun', () => {
  const limited = (more: Partial<RunEventData<'ApprovalRequested'>>): RunEvent[] => [
    started({ budget: { nanoUsd: '100' } }),
    budgetExceeded('a', { policy: 'approval' }),
    approvalRequested('a', { ...overrun, ...more }),
  ];
  test('raises the budget that was short by what was asked for, and its step is ready', () => {
    const raised = pay
      .given(...limited({}))
      .when(approve)
      .then('ApprovalVoted', 'ApprovalGranted', {
        type: 'RunBudgetChanged',
        data: { scope: 'run', before: { nanoUsd: '100' }, after: { nanoUsd: '120' } },
      });
    expect(readySteps(raised.run, pay.plan, 0)).toContain(key('a'));
  });
  test('raises the step’s budget when that was short', () => {
    const ofStep = { scope: 'step', id: 'a', amount: { nanoUsd: '20', tokens: 0 } } as const;
    runOf([{ id: 'a', budget: { usd: '0.00000005' } }])
      .given(...limited({ overrun: ofStep }))
      .when(approve)
      .then('ApprovalVoted', 'ApprovalGranted', {
        type: 'RunBudgetChanged',
        data: { scope: 'step', id: 'a', before: { nanoUsd: '50' }, after: { nanoUsd: '70' } },
      });
  });
  test('is not the approval of the step: a gated one asks for that too', () => {
    const dispatch: RunRequest = { name: 'DispatchStep', payload: { stepKey: key('a') } };
    pay
      .given(...limited({}))
      .when(approve)
      .then('ApprovalVoted', 'ApprovalGranted', 'RunBudgetChanged')
      .when(dispatch)
      .then({ type: 'ApprovalRequested', data: { kind: 'step' } });
  });
});

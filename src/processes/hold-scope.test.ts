import { afterEach, beforeEach, expect, test } from 'vitest';
import { chain, Harness } from '../../test/support/harness.js';
import { operatorStream } from '../domain/catalog.js';
import { RunId } from '../domain/kernel/ids.js';
import type { HoldScope } from '../domain/retention/events.js';
import { checkHoldScope } from './hold-scope.js';

let h: Harness;
beforeEach(() => (h = new Harness()));
afterEach(() => h.dispose());
const check = (scope: HoldScope) => checkHoldScope(h.commands, scope);

test('a hold names what exists', async () => {
  await h.save(chain(1));
  const runId = RunId.parse(await h.start('chain-1'));
  await h.commands.operators.execute(
    operatorStream('ada'),
    { name: 'CreateOperator', payload: { operatorId: 'ada', name: 'Ada', roles: ['admin'] } },
    h.context(),
  );
  await expect(
    check({ workflowId: 'chain-1', operatorId: 'ada', runIds: [runId], startedFrom: '2026-01-01T00:00:00.000Z' }),
  ).resolves.toBeUndefined();
});

test('a hold on what does not exist is refused, with each name that is nobody’s', async () => {
  const nobody = RunId.parse('6d1f0d5e-5a0b-4c3e-9f7a-3b1c2d4e5f60');
  await expect(
    check({ workflowId: 'chian-1', operatorId: 'eve', agentId: 'smith', runIds: [nobody] }),
  ).rejects.toMatchObject({
    code: 'HOLD.UNKNOWN_SCOPE',
    details: {
      problems: [
        { path: 'scope.workflowId' },
        { path: 'scope.operatorId' },
        { path: 'scope.agentId' },
        { path: 'scope.runIds[0]' },
      ],
    },
  });
});

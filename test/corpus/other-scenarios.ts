import {
  agentStream,
  bulkStream,
  CHECKPOINTS_STREAM,
  CONTROL_STREAM,
  exportStream,
  operatorStream,
  RETENTION_STREAM,
} from '../../src/domain/catalog.js';
import type { Actor } from '../../src/domain/kernel/envelope.js';
import { RunId, StepKey } from '../../src/domain/kernel/ids.js';
import type { AgentRequest } from '../../src/domain/agent/commands.js';
import type { BulkRequest } from '../../src/domain/bulk/commands.js';
import type { EvidenceRequest } from '../../src/domain/evidence/commands.js';
import type { OperatorRequest } from '../../src/domain/operator/commands.js';
import type { RetentionRequest } from '../../src/domain/retention/commands.js';
import { chain } from '../support/harness.js';
import type { Scenario } from './scenarios.js';

const hash = (digit: string): string => digit.repeat(64);

/** Versions of a workflow, with its source and with warnings. */
export const workflows: Scenario = async (on) => {
  await on.save(chain(1));
  await on.save(chain(1, { description: 'another one' }));
};

/** Emergency stops of everything and of a workflow. */
export const halts: Scenario = async (on) => {
  for (const [haltId, scope] of [
    ['h1', { kind: 'everything' }],
    ['h2', { kind: 'workflow', id: 'chain-1' }],
  ] as const) {
    const order = { name: 'OrderHalt', payload: { haltId, scope, reason: 'wrong host' } } as const;
    await on.commands.controls.execute(CONTROL_STREAM, order, on.context(`order ${haltId}`));
    const lift = { name: 'LiftHalt', payload: { haltId, reason: 'mended' } } as const;
    await on.commands.controls.execute(CONTROL_STREAM, lift, on.context(`lift ${haltId}`));
  }
};

/** An agent's tokens and connections. */
export const agents: Scenario = async (on) => {
  const agentId = 'agent-one';
  const connected = { agentId, name: 'Agent One', bootId: 'b1', gatewayId: 'g1', single: true };
  const sdk = { name: 'sdk', version: '0.1.0' };
  const requests: AgentRequest[] = [
    { name: 'IssueAgentToken', payload: { agentId, tokenId: 't1', secretHash: hash('a'), name: 'first' } },
    { name: 'ConnectAgent', payload: { ...connected, capabilities: ['work'], maxConcurrent: 4, sdk } },
    { name: 'ConnectAgent', payload: { ...connected, bootId: 'b2', capabilities: ['work'], maxConcurrent: 4, sdk } },
    { name: 'DisconnectAgent', payload: { bootId: 'b2', gatewayId: 'g1', because: 'gone' } },
    { name: 'RevokeAgentToken', payload: { tokenId: 't1', reason: 'lost' } },
  ];
  for (const request of requests) await on.commands.agents.execute(agentStream(agentId), request, on.context());
};

/** Roles, keys, links, sessions, views and hints of an operator. */
export const operators: Scenario = async (on) => {
  const session = (n: number, by: Extract<OperatorRequest, { name: 'StartSession' }>['payload']['by']) =>
    ({
      name: 'StartSession',
      payload: { sessionId: `s${n}`, secretHash: hash(String(n)), by, device: 'Firefox' },
    }) as const;
  const link = (linkId: string) =>
    ({ name: 'IssueSignInLink', payload: { linkId, secretHash: hash('c'), keyId: 'k1' } }) as const;
  const requests: OperatorRequest[] = [
    { name: 'CreateOperator', payload: { operatorId: 'ada', name: 'Ada', roles: ['operator'] } },
    { name: 'ChangeRoles', payload: { roles: ['operator', 'approver'], reason: 'she decides too' } },
    { name: 'IssueKey', payload: { keyId: 'k1', secretHash: hash('b'), name: 'laptop', roles: ['operator'] } },
    link('l1'),
    session(1, { kind: 'link', id: 'l1', secretHash: hash('c') }),
    session(2, { kind: 'key', id: 'k1', secretHash: hash('b') }),
    { name: 'SaveView', payload: { viewId: 'v1', page: 'runs', name: 'Mine', query: 'operator=ada' } },
    { name: 'RemoveView', payload: { viewId: 'v1' } },
    { name: 'DismissHint', payload: { hint: 'first-steps' } },
    { name: 'EndSession', payload: { sessionId: 's1', because: 'signedOut', reason: 'signed out' } },
    session(3, { kind: 'key', id: 'k1', secretHash: hash('b') }),
    link('l2'),
    { name: 'EndSessions', payload: { keep: 's3', reason: 'everywhere else' } },
    link('l3'),
    { name: 'RevokeKey', payload: { keyId: 'k1', reason: 'stolen' } },
  ];
  for (const request of requests) {
    on.clock.advance(1_000);
    await on.commands.operators.execute(operatorStream('ada'), request, on.context());
  }
};

/** Bulk actions that are paused, resumed, stopped and completed. */
export const bulks: Scenario = async (on) => {
  const runs = [1, 2, 3].map((n) => RunId.parse(`00000000-0000-5000-8000-00000000000${n}`));
  const start = (bulkId: string): BulkRequest => ({
    name: 'StartBulk',
    payload: {
      bulkId,
      action: 'skip',
      items: runs.map((runId) => ({ runId, stepKey: StepKey.parse('a') })),
      filter: 'workflow=chain-1',
      position: '42',
      reason: 'known failure',
      output: { ok: true },
    },
  });
  const done = (from: number, ...these: (RunId | undefined)[]): BulkRequest => ({
    name: 'RecordBulkItems',
    payload: {
      from,
      outcomes: these.flatMap((runId) =>
        runId === undefined ? [] : [{ item: { runId, stepKey: StepKey.parse('a') }, outcome: 'done' as const }],
      ),
    },
  });
  const all: readonly (readonly [string, readonly BulkRequest[]])[] = [
    [
      'completed',
      [
        start('completed'),
        done(0, runs[0]),
        { name: 'PauseBulk', payload: { reason: 'wait' } },
        { name: 'ResumeBulk', payload: { reason: 'go on' } },
        // The first of these was recorded before.
        done(0, ...runs),
      ],
    ],
    ['stopped', [start('stopped'), { name: 'StopBulk', payload: { reason: 'enough' } }]],
  ];
  for (const [bulkId, requests] of all)
    for (const request of requests) await on.commands.bulks.execute(bulkStream(bulkId), request, on.context());
};

/** An export, asked for and ended. */
export const exports: Scenario = async (on) => {
  const filter = { workflow: ['chain-1'], from: '2026-11-24T00:00:00.000Z' };
  const requests = [
    { name: 'RequestExport', payload: { exportId: 'x1', kind: 'events', format: 'ndjson', filter, through: '42' } },
    {
      name: 'FinishExport',
      payload: { outcome: 'completed', events: 7, bytes: 9_000, sha256: hash('d'), through: '40' },
    },
  ] as const;
  for (const request of requests) await on.commands.exports.execute(exportStream('x1'), request, on.context());
};

/** A signing key and a checkpoint that it signed. What the notes say is of no account here: the rules do not look into them. */
export const checkpoints: Scenario = async (on) => {
  const keyId = 'ab'.repeat(16);
  const leaves = await on.memory.blobs.put('[]', '4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945');
  const requests: EvidenceRequest[] = [
    {
      name: 'AddSigningKey',
      payload: { storeId: 's1', keyId, publicKey: 'AAAA', from: 0, reason: 'the first one', note: 'key' },
    },
    {
      name: 'SignCheckpoint',
      payload: { size: 1, rootHash: hash('e'), peaks: [hash('e')], keyId, through: '42', leaves, note: 'checkpoint' },
    },
  ];
  for (const request of requests) await on.commands.checkpoints.execute(CHECKPOINTS_STREAM, request, on.context());
};

/** An operator who is renamed, disabled with what she has open, and enabled again. */
export const disabledOperators: Scenario = async (on) => {
  const requests: OperatorRequest[] = [
    { name: 'CreateOperator', payload: { operatorId: 'eve', name: 'Eve', roles: ['operator'] } },
    { name: 'IssueKey', payload: { keyId: 'k1', secretHash: hash('b'), name: 'laptop' } },
    { name: 'RenameOperator', payload: { name: 'Eve Adams' } },
    { name: 'DisableOperator', payload: { reason: 'on leave' } },
    { name: 'EnableOperator', payload: { reason: 'she is back' } },
  ];
  for (const request of requests) await on.commands.operators.execute(operatorStream('eve'), request, on.context());
};

/** A policy, a hold that two people lift, a person's data that is erased, and runs that are pruned. */
export const retention: Scenario = async (on) => {
  const bob: Actor = { kind: 'operator', id: 'bob', name: 'Bob' };
  const cyd: Actor = { kind: 'operator', id: 'cyd', name: 'Cyd' };
  const runId = RunId.parse('00000000-0000-5000-8000-000000000001');
  const ended = { runId, class: 'read', endedAt: '2025-01-02T00:00:00.000Z' } as const;
  const run = { ...ended, workflowId: 'w', operatorId: 'ada', agentIds: ['a1'], startedAt: '2025-01-01T00:00:00.000Z' };
  const archive = { file: 'prune-p1.tar.gz', sha256: hash('f'), bytes: 12_000 };
  const steps: readonly (readonly [RetentionRequest, Actor])[] = [
    [{ name: 'SetRetentionPolicy', payload: { months: { read: 12, financial: 120 }, reason: 'as the law says' } }, bob],
    [{ name: 'PlaceHold', payload: { holdId: 'h1', scope: { workflowId: 'w' }, reason: 'a dispute' } }, bob],
    [{ name: 'RequestHoldLift', payload: { holdId: 'h1', reason: 'it is settled' } }, cyd],
    [
      { name: 'ConfirmHoldLift', payload: { holdId: 'h1', reason: 'so it is' } },
      { ...bob, id: 'dee', name: 'Dee' },
    ],
    [{ name: 'EraseSubject', payload: { keyId: 'subject-1', reason: 'she asked for it', runs: [run] } }, bob],
    [
      {
        name: 'PruneRuns',
        payload: { pruneId: 'p1', runs: [{ ...ended, last: 7, headHash: hash('9'), run }], archive, asOf: 5 },
      },
      bob,
    ],
    [{ name: 'FinishPruning', payload: { pruneId: 'p1' } }, bob],
  ];
  for (const [request, actor] of steps)
    await on.commands.retention.execute(RETENTION_STREAM, request, on.context(undefined, actor));
};

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CANARIES } from '../../../test/support/canaries.js';
import { AGENT, Harness, OPERATOR, parseLease } from '../../../test/support/harness.js';
import {
  agentStream,
  bulkStream,
  CONTROL_STREAM,
  exportStream,
  operatorStream,
  RETENTION_STREAM,
  runStream,
  workflowStream,
} from '../../domain/catalog.js';
import { RunId } from '../../domain/kernel/ids.js';
import type { Json } from '../../domain/kernel/json.js';
import { isBlobRef, Payload } from '../../domain/kernel/payload.js';
import type { RunRequest } from '../../domain/run/commands.js';
import { WorkflowDefinition } from '../../domain/workflow/definition.js';

let h: Harness;
beforeEach(() => {
  h = new Harness();
});
afterEach(() => h.dispose());

const HASH = 'a'.repeat(64);
const TEXTS = CANARIES.map(({ text }) => text);
/** All of them at once, in every place that JSON has. */
const EVERYTHING: Json = {
  list: TEXTS,
  deep: { er: [{ still: TEXTS.join('\n') }] },
  ...Object.fromEntries(TEXTS.map((text) => [`name ${text}`, 1])),
};
const LARGE: Json = { padding: 'x'.repeat(80_000), secrets: TEXTS };
const workflow = {
  id: 'leaky',
  name: 'Leaky',
  input: { type: 'object', properties: { pin: { 'x-secret': true } } },
  steps: [
    {
      id: 'first',
      agent: 'noop',
      output: { type: 'object', properties: { pin: { type: 'string', pattern: '^[0-9]{4}$', 'x-secret': true } } },
      retry: { attempts: 3, initial: '1ms' },
    },
    {
      id: 'second',
      agent: 'noop',
      tier: 'irreversible',
      output: true,
      dependsOn: ['first'],
      inputs: { before: 'steps.first.output', joined: '"sk-" + input.half' },
    },
  ],
};

/** Everything that lies in the store: events, metadata, blobs, snapshots. */
const stored = (): string => h.memory.raw.events.map(({ data, metadata }) => `${data}\n${metadata}`).join('\n');
function expectNone(): void {
  const text = stored();
  const found = CANARIES.filter(({ secret }) => text.includes(JSON.stringify(secret).slice(1, -1)));
  expect(found).toEqual([]);
}
const redactedOf = (type: string) => h.memory.log.find((event) => event.type === type)?.metadata.redacted ?? [];

async function startWith(input: Json, context?: Json): Promise<string> {
  const asked = h.context('start');
  const runId = RunId.parse('6d1f0d5e-5a0b-4c3e-9f7a-3b1c2d4e5f60');
  await h.commands.runs.execute(
    runStream(runId),
    {
      name: 'StartRun',
      payload: { runId, workflowId: 'leaky', input, trigger: { kind: 'webhook', id: TEXTS[30] ?? '', context } },
    },
    asked,
  );
  return runId;
}

describe('a secret in a command', () => {
  test('on a run reaches neither log nor blobs nor snapshots nor agents, whatever brings it', async () => {
    await h.save(workflow);
    const half = 'aB3dE5gH7jK9mN1pQ2sT4vW6xY8zA0cD';
    const runId = await startWith({ everything: EVERYTHING, large: LARGE, half }, EVERYTHING);
    const as = (request: RunRequest) => h.run(runId, request, AGENT);
    const text = TEXTS.filter((one) => one.length < 90)
      .join(' ')
      .slice(0, 1_900);
    const { leaseId } = parseLease(h.task('first'));
    await as({ name: 'ReportProgress', payload: { leaseId, message: TEXTS[12], data: EVERYTHING } });
    await as({
      name: 'RecordSideEffect',
      payload: { leaseId, effectId: TEXTS[13] ?? '', kind: 'http', target: TEXTS[45] ?? '', receipt: EVERYTHING },
    });
    await as({
      name: 'FailStep',
      payload: {
        leaseId,
        resultId: TEXTS[14] ?? '',
        error: { class: TEXTS[15] ?? '', code: TEXTS[16] ?? '', message: text, retryable: true, details: LARGE },
        usage: [],
      },
    });
    h.clock.advance(60_000);
    await h.commands.runs.nudge(runStream(runId));
    const again = h.task('first');
    await as({
      name: 'CompleteStep',
      payload: {
        leaseId: parseLease(again).leaseId,
        resultId: 'r',
        output: { everything: EVERYTHING },
        summary: text,
        usage: [],
      },
    });
    const asked = h.memory.log.findLast((event) => event.type === 'ApprovalRequested');
    const { approvalId } = h.memory.log.findLast((event) => event.type === 'ApprovalRequested')?.data as {
      approvalId: never;
    };
    expect(asked).toBeDefined();
    await h.run(runId, {
      name: 'EditApproval',
      payload: { approvalId, params: { everything: EVERYTHING }, comment: text },
    });
    const edited = h.memory.log.findLast((event) => event.type === 'ApprovalRequested')?.data as { approvalId: never };
    await h.run(runId, { name: 'Approve', payload: { approvalId: edited.approvalId, comment: text } });
    await h.fail(h.task('second'), { message: text, retryable: false });
    await h.run(runId, { name: 'SkipStep', payload: { stepKey: 'second' as never, output: EVERYTHING, reason: text } });
    expect(h.types(runId)).toContain('RunCompleted');
    const last = h.events(runId).length - 1;
    const replayed = await h.replay(runId, last, {
      input: { everything: EVERYTHING, half },
      outputs: { first: { everything: EVERYTHING, log: LARGE } },
    });
    expect(h.types(replayed)).toContain('ApprovalRequested');
    expectNone();
    expect(JSON.stringify(h.pool.tasks)).not.toContain(`sk-${half}`);
    expect(CANARIES.filter(({ secret }) => JSON.stringify(h.pool.tasks).includes(secret))).toEqual([]);
    expect(redactedOf('RunStarted').length).toBeGreaterThan(50);
  }, 30_000);

  test('with a reason or a comment reaches no stream of any kind', async () => {
    await h.save({ ...workflow, steps: [{ id: 'first', agent: 'noop', output: true }] });
    for (const [i, reason] of TEXTS.entries()) {
      const { commands } = h;
      const runId = await h.start('leaky', {}, `run ${i}`);
      await h.run(runId, { name: 'PauseRun', payload: { reason } });
      await h.run(runId, { name: 'ResumeRun', payload: { reason } });
      await h.run(runId, { name: 'ChangeRunBudget', payload: { budget: { tokens: 10 }, reason } });
      await h.run(runId, { name: 'HaltRun', payload: { scope: { kind: 'run' }, reason } });
      await h.run(runId, { name: 'CancelRun', payload: { reason } });
      const haltId = `halt-${i}`;
      const scope = { kind: 'workflow', id: `other-${i}` } as const;
      await commands.controls.execute(
        CONTROL_STREAM,
        { name: 'OrderHalt', payload: { haltId, scope, reason } },
        h.context(),
      );
      await commands.controls.execute(CONTROL_STREAM, { name: 'LiftHalt', payload: { haltId, reason } }, h.context());
      const agentId = `agent-${i}`;
      const token = { agentId, tokenId: `token${i}`, secretHash: HASH, name: reason };
      await commands.agents.execute(agentStream(agentId), { name: 'IssueAgentToken', payload: token }, h.context());
      await commands.agents.execute(
        agentStream(agentId),
        {
          name: 'ConnectAgent',
          payload: {
            agentId,
            name: reason,
            bootId: reason,
            gatewayId: 'g',
            single: false,
            capabilities: [reason],
            maxConcurrent: 1,
            sdk: { name: reason, version: reason },
          },
        },
        h.context(),
      );
      await commands.agents.execute(
        agentStream(agentId),
        { name: 'RevokeAgentToken', payload: { tokenId: token.tokenId, reason } },
        h.context(),
      );
      const operatorId = `operator-${i}`;
      const onOperator = (request: Parameters<typeof commands.operators.execute>[1]) =>
        commands.operators.execute(operatorStream(operatorId), request, h.context());
      await onOperator({ name: 'CreateOperator', payload: { operatorId, name: reason, roles: ['viewer'] } });
      await onOperator({ name: 'ChangeRoles', payload: { roles: ['operator'], reason } });
      await onOperator({ name: 'IssueKey', payload: { keyId: 'k', secretHash: HASH, name: reason } });
      await onOperator({ name: 'RevokeKey', payload: { keyId: 'k', reason } });
      await onOperator({ name: 'RenameOperator', payload: { name: `${reason} again` } });
      await onOperator({ name: 'DisableOperator', payload: { reason } });
      await onOperator({ name: 'EnableOperator', payload: { reason } });
      await onOperator({
        name: 'SaveView',
        payload: { viewId: 'v', page: 'runs', name: reason, query: `?text=${reason}` },
      });
      await commands.bulks.execute(
        bulkStream(`bulk-${i}`),
        {
          name: 'StartBulk',
          payload: {
            bulkId: `bulk-${i}`,
            action: 'skip',
            items: [{ runId: RunId.parse(runId) }],
            filter: reason,
            position: '1',
            reason,
            output: { reason },
          },
        },
        h.context(),
      );
      await commands.bulks.execute(bulkStream(`bulk-${i}`), { name: 'PauseBulk', payload: { reason } }, h.context());
      await commands.bulks.execute(bulkStream(`bulk-${i}`), { name: 'StopBulk', payload: { reason } }, h.context());
      const onRetention = (request: Parameters<typeof commands.retention.execute>[1]) =>
        commands.retention.execute(RETENTION_STREAM, request, h.context());
      const holdId = `hold-${i}`;
      await onRetention({ name: 'SetRetentionPolicy', payload: { months: { read: 6 }, reason } });
      await onRetention({ name: 'PlaceHold', payload: { holdId, scope: { workflowId: 'other' }, reason } });
      await onRetention({ name: 'RequestHoldLift', payload: { holdId, reason } });
      await onRetention({ name: 'EraseSubject', payload: { keyId: `subject-${i}`, reason, runs: [] } });
      const exportId = `export-${i}`;
      const filter = { agent: [reason], operator: [reason], stream: reason, actor: reason };
      await commands.exports.execute(
        exportStream(exportId),
        { name: 'RequestExport', payload: { exportId, kind: 'events', format: 'ndjson', filter, through: '1' } },
        h.context(),
      );
    }
    expectNone();
  }, 60_000);

  test('leaves no hash of it that could be guessed: the recorded one is keyed, and another command under the key is still refused', async () => {
    await h.save(workflow);
    await h.start('leaky', {}, 'key');
    const hash = h.memory.log.find(({ type }) => type === 'RunStarted')?.metadata.command?.hash;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    // What the harness gives as the hash of the payload.
    expect(hash).not.toBe(HASH);
    const first = h.memory.log.find(({ type }) => type === 'RunStarted');
    const runId = first?.stream.slice('run-'.length) ?? '';
    const pause: RunRequest = { name: 'PauseRun', payload: { reason: 'wait' } };
    await h.run(runId, pause, OPERATOR, 'pause');
    await expect(
      h.commands.runs.execute(runStream(runId), pause, { ...h.context('pause'), payloadHash: 'b'.repeat(64) }),
    ).rejects.toMatchObject({ code: 'IDEMPOTENCY.MISMATCH' });
  });
});

describe('a field that a schema marks as a secret', () => {
  test('is judged as it came and kept as redacted, however short and plain it is', async () => {
    await h.save(workflow);
    const runId = await startWith({ pin: ['4711', { also: 4712 }] });
    await h.complete(h.task('first'), { pin: '4713' });
    expect(h.types(runId)).toContain('StepCompleted');
    expect(stored()).not.toMatch(/471[123]/);
    expect(redactedOf('RunStarted')).toContainEqual({ path: 'input.pin', rule: 'schema' });
    expect(redactedOf('StepCompleted')).toEqual([{ path: 'output.pin', rule: 'schema' }]);
    const { output } = h.memory.log.find(({ type }) => type === 'StepCompleted')?.data as { output: unknown };
    expect(output).toEqual({ pin: '[redacted: schema]' });
  });

  test('stays out of a rejected output, too', async () => {
    await h.save(workflow);
    await startWith({});
    await h.complete(h.task('first'), { pin: '471' });
    const { output } = h.memory.log.find(({ type }) => type === 'StepOutputRejected')?.data as { output: unknown };
    expect(output).toEqual({ pin: '[redacted: schema]' });
  });
});

describe('a definition that holds a secret', () => {
  test('is refused, not changed: in its members and in the text that its author wrote', async () => {
    for (const text of TEXTS) {
      const definition = WorkflowDefinition.parse({ ...workflow, id: 'held', description: text.slice(0, 4_000) });
      const save = (source?: string) =>
        h.commands.workflows.execute(
          workflowStream('held'),
          {
            name: 'SaveVersion',
            payload:
              source === undefined
                ? { definition }
                : {
                    definition: WorkflowDefinition.parse({ ...workflow, id: 'held' }),
                    source: { format: 'yaml', text: source },
                  },
          },
          h.context(),
        );
      await expect(save()).rejects.toMatchObject({ code: 'REQUEST.HOLDS_SECRET' });
      await expect(save(`# ${text}\nid: held`)).rejects.toMatchObject({ code: 'REQUEST.HOLDS_SECRET' });
    }
    expect(h.memory.log).toEqual([]);
  });

  test('is not taken for one by the name of a member: what is mapped there is an expression', async () => {
    const [first, second] = workflow.steps;
    const inputs = { apiKey: 'input.key', password: 'steps.first.output.pin' };
    await h.save({ ...workflow, steps: [first, { ...second, inputs }] });
    const saved = h.memory.log.find(({ type }) => type === 'WorkflowVersionSaved');
    expect(saved?.metadata.redacted).toBeUndefined();
    const text = stored().replaceAll('\\"', '"');
    expect(text).toContain('"apiKey":"input.key"');
    expect(text).toContain('"password":"steps.first.output.pin"');
  });
});

test('a payload that was too large for its event is a blob without its secrets', async () => {
  await h.save(workflow);
  await startWith({ large: LARGE });
  const { input } = h.memory.log.find(({ type }) => type === 'RunStarted')?.data as { input: unknown };
  const payload = Payload.parse(input);
  expect(isBlobRef(payload)).toBe(true);
  expectNone();
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AGENT, Harness, parseLease } from '../../../test/support/harness.js';
import { runStream } from '../../domain/catalog.js';
import { holdsEncrypted, keysIn } from '../../domain/kernel/encrypted.js';
import { canonicalize, type Json } from '../../domain/kernel/json.js';
import { RunId } from '../../domain/kernel/ids.js';
import { checkSchema } from '../facts/schemas.js';
import { saltedHash } from '../hashing.js';

let h: Harness;
beforeEach(() => {
  h = new Harness();
});
afterEach(() => h.dispose());

const EMAIL = 'grace.hopper@navy.example';
const personal = (subject: string) => ({ type: 'string', 'x-subject': subject });
const workflow = {
  id: 'letters',
  name: 'Letters',
  input: {
    type: 'object',
    properties: {
      customer: { type: 'object', properties: { id: {}, email: { ...personal('/customer/id'), format: 'email' } } },
      others: { type: 'array', items: { type: 'object', properties: { name: personal('1/id') } } },
    },
  },
  steps: [
    {
      id: 'write',
      agent: 'noop',
      output: { type: 'object', properties: { letter: personal('input:/customer/id'), pages: { type: 'integer' } } },
      inputs: {
        whole: 'input',
        email: 'input.customer.email',
        greeting: '"Dear " + input.customer.email',
        isLong: 'size(input.customer.email) > 100',
        id: 'input.customer.id',
        names: 'input.others.map(o, o.name + "!")',
      },
    },
    {
      id: 'send',
      agent: 'noop',
      tier: 'irreversible',
      output: true,
      dependsOn: ['write'],
      inputs: { letter: 'steps.write.output.letter', pages: 'steps.write.output.pages' },
    },
  ],
};
const INPUT = {
  customer: { id: 'c-17', email: EMAIL },
  others: [
    { id: 'c-18', name: 'Katherine Johnson' },
    { id: 'c-19', name: 'Dorothy Vaughan' },
  ],
};
const LETTER = `To ${EMAIL}: the compiler is ready.`;
const stored = (): string => h.memory.raw.events.map(({ data, metadata }) => `${data}\n${metadata}`).join('\n');
const dataOf = (type: string): Record<string, Json> =>
  h.memory.log.findLast((event) => event.type === type)?.data as Record<string, Json>;
const keysOf = (type: string) => h.memory.log.findLast((event) => event.type === type)?.metadata.keys;
const erase = async (subject: string): Promise<void> => {
  const { subjects } = h.commands.protector;
  const id = await subjects.idOf(subject);
  if (id !== undefined) await subjects.destroy(id);
};
const open = (value: unknown): Promise<Json> => Promise.resolve(h.commands.protector.personal.open(value as Json));
async function untilSent(): Promise<string> {
  await h.save(workflow);
  const runId = await h.start('letters', INPUT);
  await h.complete(h.task('write'), { letter: LETTER, pages: 1 });
  return runId;
}

describe('what a schema marks with the person whom it is about', () => {
  test('is never stored in the clear, and says so in the envelope', async () => {
    await untilSent();
    for (const text of [EMAIL, 'Katherine Johnson', 'Dorothy Vaughan', LETTER, `Dear ${EMAIL}`])
      expect(stored()).not.toContain(text);
    expect(keysOf('RunStarted')).toHaveLength(3);
    expect(keysOf('StepDispatched')).toHaveLength(3);
    expect(keysOf('StepCompleted')).toHaveLength(1);
    expect(await open(dataOf('RunStarted')['input'])).toEqual(INPUT);
  });

  test('reaches the agent as it is, computed with or taken over', async () => {
    await untilSent();
    expect(h.task('write').handoff.inputs).toEqual({
      whole: INPUT,
      email: EMAIL,
      greeting: `Dear ${EMAIL}`,
      isLong: false,
      id: 'c-17',
      names: ['Katherine Johnson!', 'Dorothy Vaughan!'],
    });
  });

  test('is stored again as it stood when it is taken over, and encrypted as a whole when something was computed with it', async () => {
    await untilSent();
    const { customer } = dataOf('RunStarted')['input'] as typeof INPUT;
    const inputs = dataOf('StepDispatched')['inputs'] as Record<string, Json>;
    expect(inputs['email']).toEqual(customer.email);
    expect(inputs['whole']).toEqual(dataOf('RunStarted')['input']);
    expect(holdsEncrypted(inputs['greeting'])).toBe(true);
    expect(keysIn(inputs['greeting']).size).toBe(1);
    // Of all persons whose data went into it: without the key of one of them it cannot be opened.
    expect(keysIn(inputs['names']).size).toBe(2);
    expect(inputs['id']).toBe('c-17');
  });

  test('is judged by its schema as it came', async () => {
    await h.save(workflow);
    await expect(h.start('letters', { customer: { id: 'c-17', email: 'no address' } })).rejects.toMatchObject({
      code: 'RUN.INPUT_INVALID',
    });
  });

  test('that nobody is named for is encrypted all the same', async () => {
    await h.save(workflow);
    const runId = await h.start('letters', { customer: { email: EMAIL } });
    expect(stored()).not.toContain(EMAIL);
    await erase(`run ${runId}`);
    expect(await open(dataOf('RunStarted')['input'])).toEqual({ customer: { email: '[erased]' } });
  });

  test('gives the same bytes when the command comes again, to another process too', async () => {
    await h.save(workflow);
    const asked = h.context('again');
    const runId = RunId.parse('6d1f0d5e-5a0b-4c3e-9f7a-3b1c2d4e5f60');
    const start = (one: Harness) =>
      one.commands.runs.execute(
        runStream(runId),
        {
          name: 'StartRun',
          payload: { runId, workflowId: 'letters', input: INPUT, trigger: { kind: 'manual', id: 't' } },
        },
        asked,
      );
    const { protector } = h.commands;
    const request = { name: 'StartRun', payload: { input: INPUT } };
    const schema = { path: ['input'], schema: workflow.input, runInput: () => null, unnamed: 'run x' };
    const [one, two] = [
      await protector.protect(request, [schema], asked.commandId),
      await protector.protect(request, [schema], asked.commandId),
    ];
    expect(canonicalize(one.request)).toBe(canonicalize(two.request));
    const other = await protector.protect(request, [schema], h.context().commandId);
    expect(canonicalize(other.request)).not.toBe(canonicalize(one.request));
    const second = new Harness({ over: h.memory.raw, bootId: 'writer-2' });
    const first = await start(h);
    expect((await start(second)).revision).toBe(first.revision);
    await second.dispose();
  });
});

describe('an approval of personal data', () => {
  test('hashes what the agent gets, with a nonce that is erased with the data', async () => {
    await untilSent();
    const asked = dataOf('ApprovalRequested');
    expect(String(asked['nonce'])).toMatch(/^enc:/);
    await h.run(h.task('write').runId, {
      name: 'Approve',
      payload: { approvalId: asked['approvalId'] as never, comment: '' },
    });
    const { inputs, approval } = h.task('send').handoff;
    expect(inputs).toEqual({ letter: LETTER, pages: 1 });
    expect(saltedHash(approval?.nonce ?? '', canonicalize(inputs))).toBe(approval?.paramsHash);
    expect(stored()).not.toContain(approval?.nonce);
  });

  test('is encrypted in what was edited, also where it was moved to', async () => {
    const runId = await untilSent();
    const { approvalId } = dataOf('ApprovalRequested') as { approvalId: never };
    const params = { pages: 1, letter: 'none', copies: [`Again: ${LETTER}`, 'of it'] };
    await h.run(runId, { name: 'EditApproval', payload: { approvalId, params, comment: '' } });
    expect(stored()).not.toContain(EMAIL);
    const asked = dataOf('ApprovalRequested')['params'];
    expect(asked).toMatchObject({ pages: 1, copies: [{ $enc: {} }, 'of it'] });
    expect(await open(asked)).toEqual(params);
    expect(h.memory.log.findLast(({ metadata }) => metadata.keys)?.metadata.keys).toEqual([...keysIn(asked)]);
  });

  test('is never stored in the clear, though its key is destroyed while a step is about to be dispatched', async () => {
    await h.save(workflow);
    const { subjects } = h.commands.protector;
    const these = subjects.these.bind(subjects);
    subjects.these = async (ids) => {
      const keys = await these(ids);
      for (const subject of ['c-17', 'c-18', 'c-19']) await erase(subject);
      return keys;
    };
    await h.start('letters', INPUT);
    expect(h.task('write').handoff.inputs).toMatchObject({ email: EMAIL });
    for (const text of [EMAIL, 'Katherine Johnson']) expect(stored()).not.toContain(text);
  });

  test('is under the same key in a replay: what was given is about the person of the origin, and each event says the keys of what it took over', async () => {
    const origin = await untilSent();
    const given = { letter: `Dear ${EMAIL}, once more`, pages: 2 };
    const replay = await h.replay(origin, h.events(origin).length - 1, { outputs: { write: given } });
    const name = await h.commands.protector.subjects.nameOf('c-17');
    const [started, carried] = h.events(replay);
    expect(stored()).not.toContain(EMAIL);
    expect(started?.metadata.keys?.toSorted()).toEqual(h.events(origin)[0]?.metadata.keys?.toSorted());
    expect(carried).toMatchObject({ type: 'StepCarriedOver', metadata: { keys: [expect.stringContaining(name)] } });
    await erase('c-17');
    expect(await open(carried?.data)).toMatchObject({ output: { letter: '[erased]', pages: 2 } });
  });

  test('keeps what was edited under the same key', async () => {
    const runId = await untilSent();
    const { approvalId } = dataOf('ApprovalRequested');
    const params = { letter: `${LETTER} Yours`, pages: 2 };
    await h.run(runId, { name: 'EditApproval', payload: { approvalId: approvalId as never, params, comment: '' } });
    expect(stored()).not.toContain('Yours');
    const edited = dataOf('ApprovalRequested')['approvalId'];
    await h.run(runId, { name: 'Approve', payload: { approvalId: edited as never, comment: '' } });
    expect(h.task('send').handoff.inputs).toEqual(params);
    await erase('c-17');
    expect(await open(dataOf('ApprovalRequested')['params'])).toEqual({ letter: '[erased]', pages: 2 });
  });
});

describe('a person whose key was destroyed', () => {
  test('is erased everywhere at once, the others are not, and the chain still verifies', async () => {
    const runId = await untilSent();
    await erase('c-17');
    expect(await open(dataOf('RunStarted')['input'])).toEqual({
      customer: { id: 'c-17', email: '[erased]' },
      others: INPUT.others,
    });
    expect(await open(dataOf('StepCompleted')['output'])).toEqual({ letter: '[erased]', pages: 1 });
    expect(await open(dataOf('StepDispatched')['inputs'])).toMatchObject({ greeting: '[erased]', id: 'c-17' });
    const events = [];
    for await (const event of h.memory.store.read(runStream(runId))) events.push(event);
    expect(events).toHaveLength(h.events(runId).length);
  });

  test('has a new key when there is new data, which does not bring back the old', async () => {
    await untilSent();
    await erase('c-17');
    const old = dataOf('RunStarted')['input'];
    await h.start('letters', INPUT);
    expect(await open(dataOf('RunStarted')['input'])).toEqual(INPUT);
    expect(await open(old)).toMatchObject({ customer: { email: '[erased]' } });
  });

  test('leaves a run that can go on: the agent is told that it is erased', async () => {
    const runId = await untilSent();
    await erase('c-17');
    const { leaseId } = parseLease(h.task('write'));
    await expect(
      h.run(
        runId,
        { name: 'RecordSideEffect', payload: { leaseId, effectId: 'e', kind: 'k', target: 't', receipt: 1 } },
        AGENT,
      ),
    ).resolves.toBeDefined();
    await h.run(runId, {
      name: 'Approve',
      payload: { approvalId: dataOf('ApprovalRequested')['approvalId'] as never, comment: '' },
    });
    // What was approved cannot be shown to be what would be sent: it is asked anew.
    const asked = h.events(runId).filter(({ type }) => type === 'ApprovalRequested');
    expect(asked.length).toBeGreaterThan(1);
    await h.run(runId, {
      name: 'Approve',
      payload: { approvalId: dataOf('ApprovalRequested')['approvalId'] as never, comment: '' },
    });
    expect(h.task('send').handoff.inputs).toEqual({ letter: '[erased]', pages: 1 });
  });
});

test('the place of a person is checked when the workflow is saved', () => {
  for (const place of ['/customer/id', '0', '1/id', '2/~1/a', 'input:/customer/id'])
    expect(checkSchema({ type: 'string', 'x-subject': place })).toEqual([]);
  for (const place of ['', 'customer.id', 'input:customer', '/a~2', 3, true])
    expect(checkSchema({ type: 'string', 'x-subject': place })).not.toEqual([]);
  expect(checkSchema({ propertyNames: { 'x-secret': true } })).not.toEqual([]);
  expect(checkSchema({ 'x-secret': false })).not.toEqual([]);
});

test('names of keys tell nothing of the person', async () => {
  await untilSent();
  const names = (await h.keys.list()).join(' ');
  for (const subject of ['c-17', 'c-18']) expect(names).not.toContain(subject);
  const again = new Harness();
  await again.save(workflow);
  await again.start('letters', INPUT);
  expect((await again.keys.list()).filter((name) => names.includes(name) && /^subject-[0-9a-f]/.test(name))).toEqual(
    [],
  );
  await again.dispose();
});

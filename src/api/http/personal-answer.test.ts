import { expect, test } from 'vitest';
import { Protector } from '../../commands/protection/protector.js';
import type { Json } from '../../domain/kernel/json.js';
import { MemoryKeyStore } from '../../keystore/memory-key-store.js';
import { personalAnswer } from './personal-answer.js';

const { subjects, personal } = new Protector(new MemoryKeyStore());
const answer = async (): Promise<Json> => ({
  runId: 'r',
  input: { email: personal.seal([await subjects.of('ada')], 'here', 'ada@example.org') } as unknown as Json,
});

test.each([
  [['operator'], 'ada@example.org'],
  [['approver'], 'ada@example.org'],
  [['admin'], 'ada@example.org'],
  [['viewer'], '[personal]'],
  [['auditor'], '[personal]'],
  [[], '[personal]'],
] as const)('with the roles %j personal data is shown as %j', async (roles, shown) => {
  expect(await personalAnswer(await answer(), roles, personal)).toEqual({ runId: 'r', input: { email: shown } });
});

test('what is erased is shown so, and an answer without personal data is not touched', async () => {
  const sealed = await answer();
  await subjects.destroy((await subjects.idOf('ada')) ?? '');
  expect(await personalAnswer(sealed, ['admin'], personal)).toEqual({ runId: 'r', input: { email: '[erased]' } });
  const plain = { items: [{ runId: 'r' }] };
  expect(await personalAnswer(plain, ['viewer'], personal)).toBe(plain);
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { centsOf } from '../../../examples/invoice-triage/amount.js';
import { capabilities } from '../../../examples/invoice-triage/capabilities.js';
import { parseCsv } from '../../../examples/invoice-triage/csv.js';
import { generate } from '../../../examples/invoice-triage/generate.js';
import { modelServer } from '../../../examples/model-server/server.js';
import { runSteps } from '../../support/run-steps.js';

const workflow = path.resolve('examples/invoice-triage/workflow.yaml');
const server = modelServer();
let folder: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.env['OPENAI_BASE_URL'] = `http://127.0.0.1:${address.port}/v1`;
});
afterAll(async () => {
  delete process.env['OPENAI_BASE_URL'];
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mc-invoices-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

const Proposed = z.object({
  count: z.int(),
  total: z.string(),
  payments: z.array(z.object({ file: z.string(), amount: z.string() })),
  held: z.array(z.object({ file: z.string() })),
});

it('invoice-triage pays what is sound, once, and nothing that was planted', async () => {
  const { files, planted } = generate(40, 1);
  for (const [name, content] of files) writeFileSync(path.join(folder, name), content);
  mkdirSync(path.join(folder, 'a folder.csv'));
  const ran = await runSteps(workflow, { folder }, capabilities);
  const proposed = Proposed.parse(ran.outputs.get('propose-payments'));
  const { duplicates, wrongTotals, wrongIbans, unreadable, uncategorised } = planted;
  const bad = new Set([...duplicates, ...wrongTotals, ...wrongIbans, ...unreadable, ...uncategorised]);
  expect(proposed.payments.map((payment) => payment.file).sort()).toEqual(
    [...files.keys()].filter((name) => !bad.has(name)),
  );
  expect(proposed.held.map((one) => one.file)).toEqual(uncategorised);
  const [, ...rows] = parseCsv(readFileSync(path.join(folder, 'payments', 'payments.csv'), 'utf8'));
  expect(rows).toHaveLength(proposed.count);
  expect(rows.reduce((sum, row) => sum + centsOf(row[2] ?? ''), 0n)).toBe(centsOf(proposed.total));
  expect(ran.calls.length).toBe(Math.ceil((proposed.count + proposed.held.length) / 10));
  expect(ran.effects).toMatchObject([{ kind: 'payment', target: path.join(folder, 'payments', 'payments.csv') }]);
  // A second run finds the same invoices: the payment file lies in a folder of its own.
  const again = await runSteps(workflow, { folder }, capabilities);
  expect(Proposed.parse(again.outputs.get('propose-payments'))).toEqual(proposed);
});

it.each([
  ['a folder that is not there', () => path.join(folder, 'none'), 'FOLDER.UNREADABLE'],
  ['a folder without invoices', () => folder, 'FOLDER.EMPTY'],
  ['a relative path', () => 'invoices', 'FOLDER.RELATIVE'],
])('invoice-triage refuses %s for good', async (_, where, code) => {
  const failed = runSteps(workflow, { folder: where() }, capabilities);
  await expect(failed).rejects.toMatchObject({ code, retryable: false });
});

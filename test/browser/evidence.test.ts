import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentError, type Agent } from '@mission-control/agent';
import { useStage } from '../support/browser.js';
import { root, until } from '../support/product.js';
import { connectAgent } from '../support/test-agent.js';

const stage = useStage();
const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
/** The auditor's machine: nothing of Mission Control is on it but what is handed over. */
let machine: string;
let agent: Agent;
let failed: string;
beforeAll(async () => {
  machine = await mkdtemp(path.join(os.tmpdir(), 'mc auditor '));
  agent = await connectAgent(stage.product, 'exchange', {
    'exchange-receive': (task) => ({ amount: Number(task.inputs['amount']) }),
    'exchange-quote': (task) => {
      const currency = String(task.inputs['currency']);
      if (currency === 'EUR') return { rate: 1.25 };
      throw new AgentError({
        class: 'tool',
        code: 'CURRENCY.UNKNOWN',
        message: `There is no rate for ${currency}`,
        retryable: false,
      });
    },
    'exchange-book': (task) => ({ booked: Number(task.inputs['amount']) * Number(task.inputs['rate']) }),
  });
  const output = { type: 'object' };
  const definition = {
    id: 'exchange',
    name: 'Invoice exchange',
    policies: { onDeadLetter: 'fail' as const },
    input: {
      type: 'object',
      required: ['amount', 'currency'],
      properties: { amount: { type: 'number' }, currency: { type: 'string' } },
    },
    steps: [
      { id: 'receive', name: 'Receive', agent: 'exchange-receive', inputs: { amount: 'input.amount' }, output },
      {
        id: 'quote',
        name: 'Ask for the rate',
        agent: 'exchange-quote',
        dependsOn: ['receive'],
        inputs: { currency: 'input.currency' },
        output,
      },
      {
        id: 'book',
        name: 'Book it',
        agent: 'exchange-book',
        dependsOn: ['quote'],
        inputs: { amount: 'steps.receive.output.amount', rate: 'steps.quote.output.rate' },
        output,
      },
    ],
  };
  await stage.product.call('saveWorkflow', { body: { definition } });
  const start = async (currency: string) =>
    (await stage.product.call('startRun', { body: { workflowId: 'exchange', input: { amount: 100, currency } } }))
      .runId;
  await start('EUR');
  failed = await start('EURO');
  await until(async () => {
    const { run } = await stage.product.call('getRun', { params: { runId: failed } });
    expect(run.status).toBe('failed');
  }, 20_000);
});
afterAll(async () => {
  await agent.close();
  await rm(machine, { recursive: true, force: true });
});

/** What was handed to the auditor: the bundle, and on another way the id of the key. */
let bundle: string;
let keyId: string;
let replay: string;

it('an operator finds a failed run, goes to where it went wrong, replays from there with a corrected input, compares the two, and takes the bundle', async () => {
  const { page } = await stage.open();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('link', { name: /^Failed in 24 h/ }).click();
  await page.waitForURL(/status=failed/);
  await page.locator('[data-run]').getByText('Invoice exchange').click();
  await page.waitForURL(`**/runs/${failed}`);
  await page.getByRole('region', { name: 'First cause' }).getByText('There is no rate for EURO').waitFor();
  // It has ended: what can be done is a replay.
  expect(await page.getByRole('button', { name: /^Retry/ }).count()).toBe(0);

  // Back along the record: the run failed at #6, its step was given up at #5, its attempt failed at #4.
  const scrubber = page.getByRole('slider', { name: 'Event of the run' });
  for (const event of [5, 4]) {
    await scrubber.press('ArrowLeft');
    await page.getByText(`Viewing event #${event} of #6`).waitFor();
  }
  expect(new URL(page.url()).searchParams.get('at')).toBe('4');
  const past = page.getByRole('region', { name: 'The past' });
  await past.getByText('quote failed').waitFor();
  await page.getByRole('region', { name: 'What this event changed' }).getByText('There is no rate for EURO').waitFor();
  await page.getByRole('button', { name: /^Ask for the rate\s*, Failed/ }).waitFor();

  // The plan stands there before anything starts.
  await past.getByRole('link', { name: 'Replay from here' }).click();
  const dialog = page.getByRole('dialog', { name: 'Replay Invoice exchange from event #4' });
  const steps = dialog.getByRole('list', { name: 'Steps' }).getByRole('listitem');
  await steps.filter({ hasText: 'Receive keeps its result' }).waitFor();
  await steps.filter({ hasText: 'Ask for the rate runs' }).waitFor();
  await dialog.getByRole('checkbox', { name: 'Change the input' }).check();
  await dialog.getByRole('textbox', { name: /^currency/ }).fill('EUR');
  const replays = () => stage.product.call('listRuns', { query: { replayOf: failed } });
  expect((await replays()).items).toEqual([]);
  await dialog.getByRole('button', { name: 'Start the replay: 2 of 3 steps run' }).click();
  await page.waitForURL((url) => /^\/runs\/[0-9a-f-]{36}$/.test(url.pathname) && !url.pathname.endsWith(failed));
  await page.getByText('Completed', { exact: true }).first().waitFor();
  replay = page.url().slice(-36);
  expect((await replays()).items).toMatchObject([{ runId: replay, status: 'completed' }]);

  await page.getByRole('link', { name: 'compare', exact: true }).click();
  await page.getByRole('heading', { name: 'They part here' }).waitFor();
  await page.getByText('quote got other inputs, since the runs were started with different input.').waitFor();
  const compared = new URL(page.url()).searchParams;
  expect([compared.get('a'), compared.get('b')]).toEqual([failed, replay]);

  await page
    .getByRole('link', { name: replay.slice(-6) })
    .last()
    .click();
  await page.waitForURL(`**/runs/${replay}`);
  await page.getByRole('button', { name: 'More' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Download the evidence bundle' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`evidence-${replay}.tar`);
  bundle = path.join(machine, 'evidence.tar');
  await download.saveAs(bundle);

  await page.getByRole('link', { name: 'System', exact: true }).click();
  await page.getByRole('link', { name: 'Checkpoints' }).click();
  const command = page.getByRole('region', { name: 'command that checks a bundle' });
  await command.filter({ hasText: /--key [0-9a-f]{32}/ }).waitFor();
  keyId = /[0-9a-f]{32}/.exec((await command.textContent()) ?? '')?.[0] ?? '';
});

describe('the verifier, copied alone to an empty machine', () => {
  const run = (program: string, args: readonly string[], cwd: string) =>
    new Promise<{ code: unknown; text: string }>((resolve) =>
      execFile(program, args, { cwd, env: { PATH: process.env['PATH'] } }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : error.code, text: stdout + stderr }),
      ),
    );
  /** One byte of what the bundle says of the run's first event: of its input. */
  async function changed(): Promise<string> {
    const bytes = await readFile(bundle);
    const at = bytes.indexOf('"currency":"EUR"', bytes.lastIndexOf('events.ndjson'));
    expect(at).toBeGreaterThan(0);
    bytes.write('A', at + '"currency":"'.length);
    const file = path.join(machine, 'changed.tar');
    await writeFile(file, bytes);
    return file;
  }
  /** Says that the bundle is valid, and names the event that was changed in the other. */
  async function verifies(program: string, args: readonly string[], cwd: string): Promise<void> {
    const honest = await run(program, [...args, bundle, '--key', keyId], cwd);
    expect(honest).toMatchObject({ code: 0, text: expect.stringMatching(/^VALID/) });
    const other = await run(program, [...args, await changed(), '--key', keyId], cwd);
    expect(other.code).toBe(1);
    expect(other.text).toMatch(/^NOT VALID/);
    expect(other.text).toContain(`EVENT.CHANGED: Event 0 of stream run-${replay} is not what its hash says.`);
  }

  it('declares the bundle valid, and after one byte is changed invalid, naming the event', async () => {
    const folder = path.join(machine, 'node');
    await mkdir(folder);
    // What npm would publish, unpacked: no package of ours is above it.
    const packed = await run(
      'npm',
      ['pack', path.join(root, 'verify'), '--pack-destination', folder, '--silent'],
      folder,
    );
    expect(packed.code, packed.text).toBe(0);
    const tgz = packed.text.trim().split('\n').at(-1) ?? '';
    expect((await run('tar', ['-xzf', tgz], folder)).code).toBe(0);
    await verifies(process.execPath, ['mission-control-verify.mjs'], path.join(folder, 'package'));
  });

  it.skipIf(!hasPython)('so does the one Python file', async () => {
    const folder = path.join(machine, 'python');
    await mkdir(folder);
    const program = await readFile(path.join(root, 'verify', 'python', 'verify_evidence.py'));
    await writeFile(path.join(folder, 'verify_evidence.py'), program);
    await verifies('python3', ['-B', 'verify_evidence.py'], folder);
  });
});

import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { DeadLetter } from '../../src/api/contract/dead-letters.js';
import type { RunEvent } from '../../src/api/contract/run-views.js';
import { asAUser, type User } from '../support/as-a-user.js';
import { root, startProduct, until, type Product } from '../support/product.js';
import { FAKE_SECRET, sampleRepository } from '../support/sample-repository.js';

/** What exit codes of missionctl mean to a script: numbers, on purpose. */
const EXIT = { ok: 0, waitsForPerson: 4, runFailed: 5, runCancelled: 6 } as const;

let folder: string;
let product: Product;
let user: User;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mc examples '));
  product = await startProduct();
  user = asAUser(product);
});
afterAll(async () => {
  await product.remove();
  rmSync(folder, { recursive: true, force: true });
});

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

describe('repository-report', () => {
  const Files = z.object({ files: z.array(z.object({ path: z.string(), size: z.int(), sha256: z.string() })) });
  let repository: string;
  beforeAll(() => {
    repository = sampleRepository(path.join(folder, 'a repository'));
  });

  async function runToApproval(): Promise<{ runId: string; out: string }> {
    const out = path.join(folder, randomUUID());
    const runId = await user.start('repository-report', { repository, out });
    expect((await user.watch(runId, '--no-wait')).code).toBe(EXIT.waitsForPerson);
    expect(existsSync(out)).toBe(false);
    return { runId, out };
  }

  it('asks with the exact files, and writes exactly those when it is approved', async () => {
    const { runId, out } = await runToApproval();
    const { approvalId, params, tier } = await user.pendingApproval(runId);
    expect(tier).toBe('write');
    const { files } = Files.parse(params);
    expect(files.map((file) => file.path)).toEqual([path.join(out, 'report.md'), path.join(out, 'report.json')]);
    await user.do('approval', 'approve', approvalId, '--comment', 'path and size checked');
    const watched = await user.watch(runId);
    expect(watched.code, watched.stderr).toBe(EXIT.ok);
    expect(readdirSync(out).sort()).toEqual(['report.json', 'report.md']);
    for (const file of files) {
      const content = readFileSync(file.path);
      expect([content.length, sha256(content)]).toEqual([file.size, file.sha256]);
      expect(content.toString()).not.toContain(FAKE_SECRET);
    }
    const { run } = await user.show(runId);
    expect(run).toMatchObject({ status: 'completed', steps: { total: 7, done: 7 }, operatorId: 'admin' });
    expect(BigInt(run.spent.nanoUsd)).toBeGreaterThan(0n);
  });

  it('fails and writes nothing when it is rejected', async () => {
    const { runId, out } = await runToApproval();
    const { approvalId } = await user.pendingApproval(runId);
    await user.do('approval', 'reject', approvalId, '--comment', 'wrong folder');
    expect((await user.watch(runId)).code).toBe(EXIT.runFailed);
    expect((await user.show(runId)).run.status).toBe('failed');
    expect(existsSync(out)).toBe(false);
  });

  it('is over when it is cancelled', async () => {
    const { runId, out } = await runToApproval();
    await user.do('run', 'cancel', runId, '--reason', 'not needed');
    expect((await user.watch(runId)).code).toBe(EXIT.runCancelled);
    expect((await user.show(runId)).run).toMatchObject({ status: 'cancelled', reason: 'not needed' });
    expect(existsSync(out)).toBe(false);
  });
});

describe('invoice-triage', () => {
  const Made = z.object({
    planted: z.object({
      duplicates: z.array(z.string()),
      wrongTotals: z.array(z.string()),
      wrongIbans: z.array(z.string()),
      unreadable: z.array(z.string()),
      uncategorised: z.array(z.string()),
    }),
  });
  const Payments = z.object({
    payments: z.array(z.object({ file: z.string(), number: z.string(), iban: z.string(), amount: z.string() })),
    count: z.int(),
    total: z.string(),
    file: z.object({ path: z.string(), size: z.int(), sha256: z.string(), content: z.string() }),
  });

  it('pays exactly the list that was approved, and none of the planted mistakes', async () => {
    const invoices = path.join(folder, 'invoices');
    const script = path.join(root, 'dist', 'examples', 'invoice-triage', 'make-invoices.js');
    const { planted } = Made.parse(
      JSON.parse(execFileSync(process.execPath, [script, invoices], { encoding: 'utf8' })),
    );
    const runId = await user.start('invoice-triage', { folder: invoices });
    expect((await user.watch(runId, '--no-wait')).code).toBe(EXIT.waitsForPerson);

    const { approvalId, tier, params } = await user.pendingApproval(runId);
    expect(tier).toBe('financial');
    const { payments, count, total, file } = Payments.parse(params);
    expect(count).toBe(payments.length);
    const cents = payments.reduce((sum, { amount }) => sum + BigInt(amount.replace('.', '')), 0n);
    expect(BigInt(total.replace('.', ''))).toBe(cents);
    const mistakes = Object.values(planted).flat();
    const all = readdirSync(invoices).filter((name) => name.startsWith('invoice-'));
    expect(payments.map((payment) => payment.file).sort()).toEqual(
      all.filter((name) => !mistakes.includes(name)).sort(),
    );
    expect(existsSync(file.path)).toBe(false);
    // A person sees the whole list before it is decided.
    const shown = await user.do('approval', 'show', approvalId, '--full');
    for (const { number, amount } of payments) {
      expect(shown.stdout).toContain(number);
      expect(shown.stdout).toContain(amount);
    }

    await user.do('approval', 'approve', approvalId);
    expect((await user.watch(runId)).code).toBe(EXIT.ok);
    const written = readFileSync(file.path);
    expect([written.length, sha256(written)]).toEqual([file.size, file.sha256]);
    const lines = written.toString().trimEnd().split(/\r?\n/);
    for (const { number, amount } of payments)
      expect(lines.filter((line) => line.includes(number) && line.includes(amount))).toHaveLength(1);
  });
});

describe('flaky', () => {
  const EVENTS: Readonly<Record<string, string>> = {
    failed: 'StepFailed',
    'output rejected': 'StepOutputRejected',
    'timed out': 'StepTimedOut',
    'lease lost': 'LeaseLost',
    completed: 'StepCompleted',
  };

  /** The table of the README: step -> how it ends, as events. */
  function promised(): Record<string, { attempts: number; outcomes: string[]; deadLetter: boolean }> {
    const text = readFileSync(path.join(root, 'examples', 'flaky', 'README.md'), 'utf8');
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    return Object.fromEntries(
      rows.map((row) => {
        const [step = '', attempts, outcomes = '', end] = row
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim());
        const words = outcomes.replaceAll(/\([^)]*\)/g, '').split(',');
        return [
          step.replaceAll('`', ''),
          {
            attempts: Number(attempts),
            outcomes: words.map((word) => word.trim()).flatMap((word) => (word === '' ? [] : [EVENTS[word] ?? word])),
            deadLetter: end === 'dead letter',
          },
        ];
      }),
    );
  }

  const ofStep = (events: readonly RunEvent[], step: string, types: readonly string[]) =>
    events.filter((event) => event.stepKey === step && types.includes(event.type)).map((event) => event.type);

  const deadLetters = async (runId: string, status: string): Promise<string[]> => {
    const { items } = await product.cliJson(
      z.object({ items: z.array(DeadLetter) }),
      ...['deadletter', 'list', '--run', runId, '--status', status],
    );
    return items.map((item) => item.stepKey).sort();
  };

  it('ends exactly as its README says, and goes on as its dead letters are settled', async () => {
    const runId = await user.start('flaky', {});
    expect((await user.watch(runId, '--no-wait')).code).toBe(EXIT.waitsForPerson);
    const events = await until(async () => {
      const record = await user.events(runId);
      expect(record.filter((event) => event.type === 'LateResultRecorded')).toHaveLength(1);
      return record;
    }, 20_000);
    const table = promised();
    const { run, steps } = await user.show(runId);
    expect(run.status).toBe('running');
    expect(Object.keys(table).sort()).toEqual(steps.map((step) => step.stepKey).sort());
    for (const [step, { attempts, outcomes, deadLetter }] of Object.entries(table)) {
      expect(ofStep(events, step, ['StepDispatched']), step).toHaveLength(attempts);
      expect(ofStep(events, step, Object.values(EVENTS)), step).toEqual(outcomes);
      expect(ofStep(events, step, ['StepDeadLettered']), step).toHaveLength(deadLetter ? 1 : 0);
    }
    expect(await deadLetters(runId, 'open')).toEqual(['never-works', 'refuses']);

    await user.do('deadletter', 'retry', runId, 'refuses', '--reason', 'perhaps now');
    expect((await user.watch(runId, '--no-wait')).code).toBe(EXIT.waitsForPerson);
    expect(await deadLetters(runId, 'open')).toEqual(['never-works', 'refuses']);
    await user.do('deadletter', 'skip', runId, 'never-works', '--output', '{"attempt": 1}');
    const bad = await product.cli('deadletter', 'skip', runId, 'refuses', '--output', '{"attempt": "one"}');
    expect(bad.code, bad.stderr).toBe(2);
    await user.do('deadletter', 'skip', runId, 'refuses', '--output', '{"attempt": 1}');
    expect((await user.watch(runId)).code).toBe(EXIT.ok);
    expect(ofStep(await user.events(runId), 'after-refusal', Object.values(EVENTS))).toEqual(['StepCompleted']);
    expect(await deadLetters(runId, 'open')).toEqual([]);
  });

  it('fails when one of its dead letters is abandoned', async () => {
    const runId = await user.start('flaky', {});
    await until(async () => expect(await deadLetters(runId, 'open')).toContain('refuses'), 20_000);
    await user.do('deadletter', 'abandon', runId, 'refuses', '--reason', 'not worth it');
    expect((await user.watch(runId)).code).toBe(EXIT.runFailed);
    expect(await deadLetters(runId, 'abandoned')).toContain('refuses');
    // A run that has ended waits for nobody.
    expect(await deadLetters(runId, 'open')).toEqual([]);
  });
});

describe('quick-start', () => {
  it('waits for its agent, and is done when the ten lines connect with a token of their own', async () => {
    const runId = await user.start('quick-start', { text: 'one two three' });
    await until(async () => {
      const { run } = await user.show(runId);
      expect(run.waits).toMatchObject([{ kind: 'agent', capability: 'summarize' }]);
    }, 10_000);
    const token = (await user.do('agent', 'token', 'ten-lines')).stdout.trim();
    expect(token).toMatch(/^mc_agent_ten-lines/);
    const agent = spawn(process.execPath, [path.join(root, 'dist', 'examples', 'quick-start', 'agent.js')], {
      env: { PATH: process.env['PATH'], MC_URL: product.url, MC_AGENT_TOKEN: token },
      stdio: 'ignore',
    });
    onTestFinished(() => void agent.kill('SIGKILL'));
    const watched = await user.watch(runId);
    expect(watched.code, watched.stderr).toBe(EXIT.ok);
    const { steps } = await user.show(runId);
    expect(steps).toMatchObject([
      { stepKey: 'summarize', status: 'completed', agentId: 'ten-lines', summary: '3 words' },
    ]);
  });
});

import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { appends, type Append } from '../support/appends.js';
import { startProduct, until, type Product, type ProgramName } from '../support/product.js';
import { IMPATIENT_REPORT, REPORT_STEPS, writeImpatientReport } from '../support/report-workflow.js';
import { chargedIn, expectSoundRecord, ofType, readRun } from '../support/run-record.js';
import { FAKE_SECRET, sampleRepository } from '../support/sample-repository.js';

/** A target is killed at least this often, over as many runs as that takes. */
const KILLS = 8;
const Approvable = z.object({ approvalId: z.string() });
const About = z.object({ leaseId: z.string().optional(), step: z.object({ stepKey: z.string() }).optional() });

let folder: string;
let repository: string;
let workflowFile: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mc kills '));
  repository = sampleRepository(path.join(folder, 'a repository'));
  workflowFile = path.join(folder, 'workflow.yaml');
  writeImpatientReport(workflowFile);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What an event says, once: the same again (a lease moved once more, a further attempt) is no reason for another kill. */
function factOf({ type, data }: Append): string {
  const { leaseId, step } = About.parse(data);
  return `${type} ${step?.stepKey ?? leaseId ?? ''}`;
}

/** What happened to the target over all runs of a test. */
interface Killed {
  /** Streams of the runs. */
  readonly runs: Set<string>;
  /** After what it was killed. */
  readonly facts: Set<string>;
  /** The same in order, with revisions. */
  readonly at: string[];
  /** From a kill until the run moved on with the target alive again, in ms. */
  readonly recoveries: number[];
}

/** One run of the workflow, in which the target is killed right after each append the like of which it was not yet killed after. */
async function runWithKills(product: Product, target: ProgramName, killed: Killed): Promise<string> {
  const { runs, facts, at, recoveries } = killed;
  const watch = new AbortController();
  onTestFinished(() => watch.abort());
  void product.ended.then(() => watch.abort());
  const background: Promise<unknown>[] = [];
  let killedAt: number | undefined;
  const key = randomUUID();
  // Only where an agent dies is somebody missed: elsewhere the example runs as it is.
  const workflowId = target === 'reportAgent' ? IMPATIENT_REPORT : 'repository-report';
  const body = { workflowId, input: { repository, out: path.join(folder, key) } };
  const started = product.callUntilTaken('startRun', { body, key });
  background.push(started);
  let stream: string | undefined;
  for await (const append of appends(product.eventStoreUrl, 'run-', watch.signal)) {
    // The runs before this one are in the log, too.
    if (append.type === 'RunStarted' && !runs.has(append.stream)) runs.add((stream = append.stream));
    if (append.stream !== stream) continue;
    const fact = factOf(append);
    if (!facts.has(fact)) {
      // Nobody there: it is still down from the kill before.
      if ((await product.kill(target, 'SIGKILL')) !== undefined) {
        const now = performance.now();
        if (killedAt !== undefined) recoveries.push(now - killedAt);
        killedAt = now;
        facts.add(fact);
        at.push(`${append.revision} ${fact}`);
      }
    }
    if (append.type === 'ApprovalRequested') {
      const { approvalId } = Approvable.parse(append.data);
      const params = { runId: append.stream.slice('run-'.length), approvalId };
      background.push(product.callUntilTaken('approve', { params, body: { comment: 'as shown' } }));
    }
    if (['RunCompleted', 'RunFailed', 'RunCancelled'].includes(append.type)) break;
  }
  if (watch.signal.aborted) throw new Error(`The launcher ended:\n${product.output()}`);
  watch.abort();
  await Promise.all(background);
  await until(async () => expect(await product.pid(target)).toBeDefined(), 30_000);
  return (await started).runId;
}

/** The record is sound, the read models and the disk say the same. */
async function expectOneOutcome(product: Product, runId: string): Promise<void> {
  const events = await until(() => readRun(product.eventStoreUrl, runId), 30_000);
  expectSoundRecord(events, REPORT_STEPS);
  const { run, steps } = await until(async () => {
    const view = await product.call('getRun', { params: { runId } });
    expect(view.run.revision).toBe(events.length - 1);
    return view;
  }, 30_000);
  expect(run).toMatchObject({ status: 'completed', incomplete: false, waits: [] });
  expect(steps.map(({ stepKey, status }) => `${stepKey} ${status}`)).toEqual(
    REPORT_STEPS.map((step) => `${step} completed`),
  );
  const charged = chargedIn(events);
  expect(charged).toBeGreaterThan(0n);
  expect(BigInt(run.spent.nanoUsd)).toBe(charged);
  const costs = await product.call('getCosts', { query: { by: 'run' } });
  expect(BigInt(costs.items.find(({ key }) => key === runId)?.nanoUsd ?? 0)).toBe(charged);
  const index = await product.call('listRunEvents', { params: { runId }, query: { limit: 1000 } });
  expect(index.items.map(({ revision, type }) => [revision, type])).toEqual(
    events.map(({ revision, type }) => [revision, type]),
  );
  await expectTheFilesOnce(events);
}

async function expectTheFilesOnce(events: Awaited<ReturnType<typeof readRun>>): Promise<void> {
  const Written = z.object({ files: z.array(z.object({ path: z.string(), sha256: z.string(), size: z.int() })) });
  const output = ofType(events, 'StepCompleted').find(({ data }) => data.step.stepKey === 'write-report')?.data.output;
  const { files } = Written.parse(output);
  const out = path.dirname(files[0]?.path ?? '');
  expect(readdirSync(out).sort()).toEqual(['report.json', 'report.md']);
  for (const file of files) {
    const content = readFileSync(file.path);
    expect(createHash('sha256').update(content).digest('hex')).toBe(file.sha256);
    expect(content.toString()).not.toContain(FAKE_SECRET);
  }
  expect(readFileSync(path.join(out, 'report.md'), 'utf8')).toContain('`src/config.ts:2`');
  const effects = new Set(ofType(events, 'SideEffectRecorded').map(({ data }) => `${data.effectId} ${data.target}`));
  expect(effects.size).toBe(2);
}

function report(title: string, { at, recoveries }: Killed, seconds: number): void {
  const sorted = recoveries.map(Math.round).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  process.stdout.write(
    `${title}: killed ${at.length} times in ${seconds.toFixed(0)} s; the run moved on after ${median} ms (median), ${sorted.at(-1) ?? 0} ms (longest)\n`,
  );
}

describe('a run completes with one outcome per step, though right after each append', () => {
  it.each<[string, ProgramName, Record<string, string>]>([
    ['the server is killed', 'server', {}],
    ['the server is killed (the scheduler driven by the feed only)', 'server', { MC_SCHEDULER_INLINE: 'off' }],
    ['the agent is killed', 'reportAgent', {}],
    ['the event store is killed', 'eventStore', {}],
    ['PostgreSQL is killed', 'postgres', {}],
  ])('%s', async (title, target, env) => {
    const product = await startProduct({ env });
    onTestFinished(() => product.remove());
    const applied = await product.cli('workflow', 'apply', workflowFile);
    expect(applied.code, applied.stderr).toBe(0);
    const killed: Killed = { runs: new Set(), facts: new Set(), at: [], recoveries: [] };
    const began = performance.now();
    // A run does not wait for PostgreSQL: it is over before that is back, and it takes several to kill it often.
    while (killed.at.length < KILLS) {
      const runId = await runWithKills(product, target, killed);
      await expectOneOutcome(product, runId);
    }
    report(title, killed, (performance.now() - began) / 1000);
  });
});

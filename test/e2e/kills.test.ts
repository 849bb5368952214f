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

/** Appends that come while the target is still down from the one before are killed after in the next run. */
const MAX_RUNS = 12;
const Approvable = z.object({ approvalId: z.string() });
const About = z.object({ leaseId: z.string().optional(), step: z.object({ stepKey: z.string() }).optional() });

/**
 * What is only the answer to a kill: a server that came back has its agents register again (LeaseMoved); an agent that died is missed, and
 * its step is given out again (LeaseLost, StepRetryScheduled). What the further attempt then says anew is known: it says what the first one said.
 */
const ANSWERS: readonly string[] = ['LeaseMoved', 'LeaseLost', 'StepRetryScheduled'];

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

/** The events of a run, told apart into appends and into what they say. */
class RunAppends {
  readonly #counts = new Map<string, number>();
  #last: Append | undefined;

  /** What an append says, by its first event: type, step, and the how manieth like it in its attempt. Undefined for what belongs to the append before, or is only the answer to a kill. */
  factOf(append: Append): string | undefined {
    const last = this.#last;
    this.#last = append;
    const { type, data, index, causationId } = append;
    const { leaseId, step } = About.parse(data);
    const attempt = `${type} ${step?.stepKey ?? ''} ${leaseId ?? ''}`;
    const nth = (this.#counts.get(attempt) ?? 0) + 1;
    this.#counts.set(attempt, nth);
    // The scheduler's reaction names the event before it, in the same append, as its cause.
    const isContinued = last !== undefined && (index > 0 || causationId === last.id);
    return isContinued || ANSWERS.includes(type) ? undefined : `${type} ${step?.stepKey ?? ''} ${nth}`;
  }
}

/**
 * The process that is killed: its pid at hand, so that it dies at once. A run does not wait for PostgreSQL, and would be over before that
 * is back: so the agent stands still meanwhile.
 */
class Target {
  #pid: number | undefined;

  private constructor(
    readonly product: Product,
    readonly program: ProgramName,
    readonly held: number | undefined,
  ) {}

  static async of(product: Product, program: ProgramName): Promise<Target> {
    const held = program === 'postgres' ? await product.pid('reportAgent') : undefined;
    const target = new Target(product, program, held);
    await target.#find(undefined);
    return target;
  }

  /** False when it is down. */
  kill(): boolean {
    const pid = this.#pid;
    if (pid === undefined) return false;
    this.#pid = undefined;
    const wasAlive = signalled(pid, 'SIGKILL');
    if (this.held !== undefined) signalled(this.held, 'SIGSTOP');
    void this.#find(pid).catch(() => undefined);
    return wasAlive;
  }

  alive(): Promise<void> {
    return until(() => Promise.resolve(expect(this.#pid).toBeDefined()), 30_000);
  }

  async #find(killed: number | undefined): Promise<void> {
    await until(async () => {
      const pid = await this.product.pid(this.program);
      expect(pid).toBeDefined();
      expect(pid).not.toBe(killed);
      this.#pid = pid;
    }, 30_000);
    if (this.held !== undefined) signalled(this.held, 'SIGCONT');
  }
}

/** False when there is no such process. */
function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** What happened to the target over all runs of a test. */
interface Killed {
  /** Streams of the runs. */
  readonly runs: Set<string>;
  /** After which appends it was killed. */
  readonly after: Set<string>;
  /** Appends of the last run after the like of which it was not killed yet. */
  readonly missed: Set<string>;
  /** From a kill until the next one, with the run gone on and the target alive again, in ms. */
  readonly recoveries: number[];
}

/** One run of the workflow, in which the target is killed right after each append after the like of which it was not killed yet. */
async function runWithKills(product: Product, target: Target, killed: Killed): Promise<string> {
  const { runs, after, missed, recoveries } = killed;
  missed.clear();
  const watch = new AbortController();
  onTestFinished(() => watch.abort());
  void product.ended.then(() => watch.abort());
  const background: Promise<unknown>[] = [];
  let killedAt: number | undefined;
  const key = randomUUID();
  // Only where an agent dies is somebody missed: elsewhere the example runs as it is.
  const workflowId = target.program === 'reportAgent' ? IMPATIENT_REPORT : 'repository-report';
  const body = { workflowId, input: { repository, out: path.join(folder, key) } };
  const started = product.callUntilTaken('startRun', { body, key });
  background.push(started);
  const run = new RunAppends();
  let stream: string | undefined;
  for await (const append of appends(product.eventStoreUrl, 'run-', watch.signal)) {
    // The runs before this one are in the log, too.
    if (append.type === 'RunStarted' && !runs.has(append.stream)) runs.add((stream = append.stream));
    if (append.stream !== stream) continue;
    const fact = run.factOf(append);
    if (fact !== undefined && !after.has(fact)) {
      if (target.kill()) {
        const now = performance.now();
        if (killedAt !== undefined) recoveries.push(now - killedAt);
        killedAt = now;
        after.add(fact);
      } else missed.add(fact);
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
  await target.alive();
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

function report(title: string, { after, runs, recoveries }: Killed, seconds: number): void {
  const sorted = recoveries.map(Math.round).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  process.stdout.write(
    `${title}: killed after each of ${after.size} appends, over ${runs.size} runs, in ${seconds.toFixed(0)} s; the run moved on after ${median} ms (median), ${sorted.at(-1) ?? 0} ms (longest)\n`,
  );
}

describe('a run completes with one outcome per step, though right after each append that it makes', () => {
  it.each<[string, ProgramName, Record<string, string>]>([
    ['the server is killed', 'server', {}],
    ['the server is killed (the scheduler driven by the feed only)', 'server', { MC_SCHEDULER_INLINE: 'off' }],
    ['the agent is killed', 'reportAgent', {}],
    ['the event store is killed', 'eventStore', {}],
    ['PostgreSQL is killed', 'postgres', {}],
  ])('%s', async (title, program, env) => {
    const product = await startProduct({ env });
    onTestFinished(() => product.remove());
    const applied = await product.cli('workflow', 'apply', workflowFile);
    expect(applied.code, applied.stderr).toBe(0);
    const target = await Target.of(product, program);
    const killed: Killed = { runs: new Set(), after: new Set(), missed: new Set(), recoveries: [] };
    const began = performance.now();
    // Until a run has no append left after the like of which it was not killed.
    do {
      const runId = await runWithKills(product, target, killed);
      await expectOneOutcome(product, runId);
    } while (killed.missed.size > 0 && killed.runs.size < MAX_RUNS);
    report(title, killed, (performance.now() - began) / 1000);
    expect([...killed.missed]).toEqual([]);
    expect(killed.after.size).toBeGreaterThanOrEqual(REPORT_STEPS.length + 4);
  });
});

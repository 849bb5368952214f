import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { appends } from '../support/appends.js';
import { startProduct, until, type HttpAnswer, type Product } from '../support/product.js';
import { IMPATIENT_REPORT, REPORT_STEPS, writeImpatientReport } from '../support/report-workflow.js';
import { expectSoundRecord, ofType, readRun } from '../support/run-record.js';
import { sampleRepository } from '../support/sample-repository.js';

/** Commands are answered within this while the event store is away, in ms: half of what a call would wait for a store that says nothing. */
const PROMPT_MS = 10_000;
const Problem = z.object({ code: z.string(), status: z.number() });
const Started = z.object({ runId: z.string() });

let folder: string;
let repository: string;
let product: Product;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mc stores '));
  repository = sampleRepository(path.join(folder, 'repository'));
  product = await startProduct();
  const workflow = path.join(folder, 'workflow.yaml');
  writeImpatientReport(workflow);
  const applied = await product.cli('workflow', 'apply', workflow);
  expect(applied.code, applied.stderr).toBe(0);
});
afterAll(async () => {
  await product.remove();
  rmSync(folder, { recursive: true, force: true });
});

const newRun = () => ({ workflowId: IMPATIENT_REPORT, input: { repository, out: path.join(folder, randomUUID()) } });
const start = (body: object, key: string) => product.api('POST', '/api/runs', body, key);

/** The approval that a run waits for, as its record says it: no read model is asked. */
async function approvalOf(runId: string): Promise<string> {
  const watch = new AbortController();
  onTestFinished(() => watch.abort());
  for await (const append of appends(product.eventStoreUrl, `run-${runId}`, watch.signal)) {
    if (append.type !== 'ApprovalRequested') continue;
    watch.abort();
    return z.object({ approvalId: z.string() }).parse(append.data).approvalId;
  }
  throw new Error(`run ${runId} asked for no approval`);
}

async function runToApproval(): Promise<{ runId: string; approve: (key: string) => Promise<HttpAnswer> }> {
  const { runId } = await product.callUntilTaken('startRun', { body: newRun() });
  const approvalId = await approvalOf(runId);
  const where = `/api/runs/${runId}/approvals/${approvalId}/approve`;
  return { runId, approve: (key) => product.api('POST', where, { comment: 'as shown' }, key) };
}

function expectRefused(answer: HttpAnswer, what: string): void {
  expect(answer.status, `${what}: ${JSON.stringify(answer.body)}`).toBe(503);
  expect(Problem.parse(answer.body).code).toMatch(/^STORE\./);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.ms, `${what} was answered late`).toBeLessThan(PROMPT_MS);
}

/** Until it is taken, with the one key. */
const untilTaken = (send: () => Promise<HttpAnswer>) =>
  until(async () => {
    const answer = await send();
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer;
  }, 20_000);

async function expectCompleted(runId: string): Promise<void> {
  await until(async () => {
    const { run } = await product.call('getRun', { params: { runId } });
    expect(run.status).toBe('completed');
  }, 30_000);
  const events = await readRun(product.eventStoreUrl, runId);
  expectSoundRecord(events, REPORT_STEPS);
  expect(ofType(events, 'ApprovalGranted')).toHaveLength(1);
}

describe('while the event store is away', () => {
  it.each<[string, () => Promise<() => Promise<void>>]>([
    [
      'and says nothing (stopped)',
      async () => {
        await product.kill('eventStore', 'SIGSTOP');
        return async () => void (await product.kill('eventStore', 'SIGCONT'));
      },
    ],
    [
      'and its port is closed (killed, and nobody starts it again)',
      async () => {
        product.signal('SIGSTOP');
        await product.kill('eventStore', 'SIGKILL');
        return async () => product.signal('SIGCONT');
      },
    ],
  ])('%s, commands are refused at once and have one effect when they are sent again', async (title, goAway) => {
    const { runId, approve } = await runToApproval();
    const comeBack = await goAway();
    onTestFinished(comeBack);
    const [startKey, approveKey] = [randomUUID(), randomUUID()];
    const body = newRun();
    const first = await Promise.all([start(body, startKey), approve(approveKey)]);
    for (const answer of first) expectRefused(answer, 'the first command');
    const further = [await start(body, startKey), await approve(approveKey), await start(newRun(), randomUUID())];
    for (const answer of further) expectRefused(answer, 'a further command');
    // What was read before can still be read.
    const known = await product.api('GET', `/api/runs/${runId}`);
    expect(known.status).toBe(200);
    const ready = await product.api('GET', '/health/ready');
    expect(ready.status).toBe(503);
    process.stdout.write(
      `the event store is away ${title}: answered 503 after ${Math.round(Math.max(...first.map(({ ms }) => ms)))} ms at first, then ${Math.round(Math.max(...further.map(({ ms }) => ms)))} ms\n`,
    );

    await comeBack();
    const began = performance.now();
    const started = await untilTaken(() => start(body, startKey));
    process.stdout.write(`commands are taken again after ${Math.round(performance.now() - began)} ms\n`);
    await untilTaken(() => approve(approveKey));
    await expectCompleted(runId);
    // The same key once more: the same run, nothing new.
    const again = await start(body, startKey);
    expect(Started.parse(again.body)).toEqual(Started.parse(started.body));
    const { runId: other } = Started.parse(started.body);
    expect(ofType(await readRun(product.eventStoreUrl, other), 'RunStarted')).toHaveLength(1);
    const { items } = await product.call('listRuns', { query: { atLeast: positionOf(again) } });
    expect(items.filter((run) => run.runId === other)).toHaveLength(1);
    await until(async () => expect((await product.api('GET', '/health/ready')).status).toBe(200), 10_000);
  });
});

const positionOf = (answer: HttpAnswer): string => z.object({ position: z.string() }).parse(answer.body).position;

describe('while PostgreSQL is away', () => {
  it('runs go on, agents come back, reads say 503; afterwards the read models catch up', async () => {
    product.signal('SIGSTOP');
    const comeBack = () => product.signal('SIGCONT');
    onTestFinished(comeBack);
    await product.kill('postgres', 'SIGKILL');
    // This agent has a supervisor of its own: its next process has to register with the server as it is.
    const agent = await product.kill('reportAgent', 'SIGKILL');
    expect(agent).toBeDefined();

    const { runId, approve } = await runToApproval();
    const read = await product.api('GET', `/api/runs/${runId}`);
    expect(read.status).toBe(503);
    expect(Problem.parse(read.body).code).toBe('READ.UNAVAILABLE');
    expect(read.headers.get('retry-after')).not.toBeNull();
    expect((await product.api('GET', '/health/ready')).status).toBe(503);
    expect((await product.api('GET', '/health/live')).status).toBe(200);
    expect((await approve(randomUUID())).status).toBe(200);
    await until(async () => {
      expect(ofType(await readRun(product.eventStoreUrl, runId), 'RunCompleted')).toHaveLength(1);
    }, 20_000);
    expect(await product.pid('reportAgent')).not.toBe(agent);

    comeBack();
    await expectCompleted(runId);
  });
});

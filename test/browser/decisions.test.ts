import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '@mission-control/agent';
import { useStage } from '../support/browser.js';
import { until } from '../support/product.js';
import { sampleRepository } from '../support/sample-repository.js';
import { connectAgent } from '../support/test-agent.js';

const stage = useStage();
let folder: string;
let agent: Agent;
const published: unknown[] = [];
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mc decisions '));
  agent = await connectAgent(stage.product, 'press', {
    'press-draft': (task) => ({ text: String(task.inputs['text']) }),
    'press-publish': (task) => {
      published.push(task.inputs['text']);
      return { published: true };
    },
  });
  for (const [id, expiresAfter] of [
    ['press', '1h'],
    ['press-soon', '3s'],
  ])
    await stage.product.call('saveWorkflow', { body: { definition: press(String(id), String(expiresAfter)) } });
});
afterAll(async () => {
  await agent.close();
  rmSync(folder, { recursive: true, force: true });
});

const press = (id: string, expiresAfter: string) => ({
  id,
  name: id === 'press' ? 'Press' : 'Press, soon',
  input: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
  steps: [
    {
      id: 'draft',
      name: 'Draft',
      agent: 'press-draft',
      inputs: { text: 'input.text' },
      output: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
    },
    {
      id: 'publish',
      name: 'Publish',
      agent: 'press-publish',
      dependsOn: ['draft'],
      inputs: { text: 'steps.draft.output.text' },
      tier: 'write' as const,
      approval: { required: true, reason: 'Everybody can read it.', expiresAfter, onExpire: 'reject' as const },
      output: { type: 'object' },
    },
  ],
});

/** Starts a run of Press and gives the id of the run and of the request that it waits for. */
async function asked(text: string, workflowId = 'press'): Promise<{ runId: string; approvalId: string }> {
  const { runId } = await stage.product.call('startRun', { body: { workflowId, input: { text } } });
  const approvalId = await until(async () => {
    const { items } = await stage.product.call('listApprovals', { query: { run: runId } });
    const [only] = items;
    if (only === undefined) throw new Error('no request yet');
    return only.approvalId;
  }, 20_000);
  return { runId, approvalId };
}

const statusOf = async (runId: string) => (await stage.product.call('getRun', { params: { runId } })).run.status;
const ends = (runId: string, status: string) => until(async () => expect(await statusOf(runId)).toBe(status), 20_000);

describe('the whole life of repository-report', () => {
  it('started with its form, watched, approved, and its report and its cost found', async () => {
    const repository = sampleRepository(path.join(folder, 'a repository'));
    const out = path.join(folder, 'reports');
    const { page } = await stage.open();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Workflows' }).click();
    await page.getByRole('link', { name: 'Repository report' }).first().click();
    await page.getByRole('link', { name: 'Start a run', exact: true }).click();
    await page.getByRole('textbox', { name: /^repository/i }).fill(repository);
    await page.getByRole('textbox', { name: /^out/i }).fill(out);
    await page.getByRole('button', { name: /^Start a run of Repository report/ }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
    const runId = /[0-9a-f-]{36}/.exec(page.url())?.[0] ?? '';

    // It asks: the page says so by itself, and shows the exact files.
    await page.getByRole('link', { name: 'Decide' }).click();
    const card = page.getByRole('article', { name: 'Request: Write the report' });
    await card.getByText(path.join(out, 'report.md')).first().waitFor();
    expect(existsSync(out)).toBe(false);
    await card.getByRole('button', { name: 'Approve Write the report' }).click();
    await card.getByText('approved by Administrator').waitFor();

    // And the run goes on to its end; its report and its cost are on its page.
    await card.getByRole('link', { name: /^Repository report/ }).click();
    await page.getByText('Completed', { exact: true }).first().waitFor();
    expect(readFileSync(path.join(out, 'report.md'), 'utf8')).toContain('# ');
    await page.getByRole('complementary').getByText(path.join(out, 'report.md')).first().waitFor();
    await page.getByRole('link', { name: /^Cost/ }).last().click();
    await page.getByText('demo/rules-1').first().waitFor();
    const { run } = await stage.product.call('getRun', { params: { runId } });
    expect(run.status).toBe('completed');
    expect(BigInt(run.spent.nanoUsd)).toBeGreaterThan(0n);
  });
});

describe('a request', () => {
  it('shows exactly what would be done, and approved with a comment it is done', async () => {
    const { runId, approvalId } = await asked('Hello, world');
    const { page } = await stage.open({ at: `/approvals/${approvalId}` });
    const card = page.getByRole('article', { name: 'Request: Publish' });
    await card.getByText('Hello, world').waitFor();
    await card.getByText('Everybody can read it.').waitFor();
    await card.getByText('the run fails').waitFor();
    await card.getByLabel(/^comment/i).fill('read twice');
    await card.getByRole('button', { name: 'Approve Publish' }).click();
    await card.getByText('approved by Administrator').waitFor();
    await ends(runId, 'completed');
    expect(published).toContain('Hello, world');
    const { items } = await stage.product.call('listApprovals', { query: { run: runId, status: 'all' } });
    expect(items).toMatchObject([{ status: 'granted', comment: 'read twice' }]);
  });

  it('rejected, with a comment that is asked for, stops what it wanted to do', async () => {
    const { runId, approvalId } = await asked('Wrong words');
    const { page } = await stage.open({ at: `/approvals/${approvalId}` });
    const reject = page.getByRole('button', { name: 'Reject' });
    await reject.click();
    await page.getByRole('alert').filter({ hasText: 'Write why' }).waitFor();
    await page.getByLabel(/^comment/i).fill('not these words');
    await reject.click();
    await page.getByText('This was rejected by Administrator').waitFor();
    await ends(runId, 'failed');
    expect(published).not.toContain('Wrong words');
  });

  it('that nobody decided in time expires on the open page, and is told apart from a rejection', async () => {
    const { runId, approvalId } = await asked('Too late', 'press-soon');
    const { page } = await stage.open({ at: `/approvals/${approvalId}` });
    const card = page.getByRole('article', { name: 'Request: Publish' });
    await card.getByRole('status').filter({ hasText: 'expired' }).waitFor();
    await ends(runId, 'failed');
    expect(published).not.toContain('Too late');
    await page.goto('/approvals?view=history&outcome=expired');
    await page.locator(`[data-approval="${approvalId}"]`).waitFor();
    await page.goto('/approvals?view=history&outcome=rejected');
    await page.getByRole('heading', { level: 1, name: 'Approvals' }).waitFor();
    expect(await page.locator(`[data-approval="${approvalId}"]`).count()).toBe(0);
  });

  it('edited is a new request with those parameters, which is approved in turn', async () => {
    const { runId, approvalId } = await asked('First words');
    const { page } = await stage.open({ at: `/approvals/${approvalId}` });
    await page.getByRole('button', { name: 'Edit parameters' }).click();
    const dialog = page.getByRole('dialog', { name: /^Edit the parameters/ });
    await dialog.getByLabel('Parameters').fill('{ "text": "Better words" }');
    await dialog.getByRole('button', { name: 'Ask with these parameters' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(approvalId));
    await page.getByRole('article').getByText('Better words').waitFor();
    await page.getByRole('button', { name: 'Approve Publish' }).click();
    await ends(runId, 'completed');
    expect(published).toContain('Better words');
    expect(published).not.toContain('First words');
  });

  it('decided by two browsers at once has one outcome, and both are told who was first', async () => {
    for (const [operatorId, name] of [
      ['anna', 'Anna'],
      ['ben', 'Ben'],
    ] as const)
      await stage.product.call('createOperator', { body: { operatorId, name, roles: ['approver'] } });
    const { runId, approvalId } = await asked('Two at once');
    const desks = await Promise.all(['anna', 'ben'].map((as) => stage.open({ as, at: `/approvals/${approvalId}` })));
    for (const desk of desks) desk.expects(/409/);
    const buttons = desks.map(({ page }) => page.getByRole('button', { name: 'Approve Publish' }));
    await Promise.all(buttons.map((button) => button.waitFor()));
    await Promise.all(buttons.map((button) => button.click()));
    await ends(runId, 'completed');
    expect(published.filter((text) => text === 'Two at once')).toHaveLength(1);
    const { items } = await stage.product.call('listApprovals', { query: { run: runId, status: 'all' } });
    const [first] = items[0]?.decidedByNames ?? [];
    expect(['Anna', 'Ben']).toContain(first);
    await Promise.all(
      desks.map(({ page }) =>
        page
          .getByRole('article')
          .getByText(`approved by ${String(first)}`)
          .waitFor(),
      ),
    );
  });
});

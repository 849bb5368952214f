import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
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

/** The card of a request, opened by its own address. */
async function card(page: Page, approvalId: string): Promise<void> {
  await page.goto(`/approvals/${approvalId}`);
}

describe('the whole life of repository-report', () => {
  it('started with its form, watched, approved, and its report and its cost found', async () => {
    const repository = sampleRepository(path.join(folder, 'a repository'));
    const out = path.join(folder, 'reports');
    const { page } = await stage.open();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Workflows' }).click();
    await page
      .getByRole('link', { name: /repository report/i })
      .first()
      .click();
    await page
      .getByRole('button', { name: /start/i })
      .or(page.getByRole('link', { name: /start/i }))
      .first()
      .click();
    await page.getByLabel(/^repository/i).fill(repository);
    await page.getByLabel(/^out/i).fill(out);
    await page
      .getByRole('button', { name: /^start/i })
      .last()
      .click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
    const runId = /[0-9a-f-]{36}/.exec(page.url())?.[0] ?? '';

    // It asks: the page says so by itself, and shows the exact files.
    await page
      .getByRole('link', { name: /approv|decide|review/i })
      .first()
      .click();
    await page.getByText('report.md').first().waitFor();
    expect(existsSync(out)).toBe(false);
    await page
      .getByRole('button', { name: /^approve/i })
      .first()
      .click();
    await ends(runId, 'completed');
    expect(readFileSync(path.join(out, 'report.md'), 'utf8')).toContain('#');

    await page.goto(`/runs/${runId}`);
    await page
      .getByText(/completed/i)
      .first()
      .waitFor();
    const { run } = await stage.product.call('getRun', { params: { runId } });
    expect(BigInt(run.spent.nanoUsd)).toBeGreaterThan(0n);
    await page.goto(`/runs/${runId}?tab=cost`);
    await page.getByText('demo/rules-1').first().waitFor();
  });
});

describe('a request', () => {
  it('shows exactly what would be done, and approved with a comment it is done', async () => {
    const { runId, approvalId } = await asked('Hello, world');
    const { page } = await stage.open({ at: '/approvals' });
    await card(page, approvalId);
    await page.getByText('Hello, world').first().waitFor();
    await page.getByText('Everybody can read it.').first().waitFor();
    await page.getByLabel(/comment/i).fill('read twice');
    await page.getByRole('button', { name: /^approve/i }).click();
    await ends(runId, 'completed');
    expect(published).toContain('Hello, world');
    const { items } = await stage.product.call('listApprovals', { query: { run: runId, status: 'all' } });
    expect(items).toMatchObject([{ status: 'granted' }]);
  });

  it('rejected with a comment stops what it asked for', async () => {
    const { runId, approvalId } = await asked('Wrong words');
    const { page } = await stage.open({ at: '/approvals' });
    await card(page, approvalId);
    await page.getByLabel(/comment/i).fill('not these words');
    await page.getByRole('button', { name: /^reject/i }).click();
    await ends(runId, 'failed');
    expect(published).not.toContain('Wrong words');
  });

  it('that nobody decided in time expires, on the open page, and is told apart from a rejection', async () => {
    const { runId, approvalId } = await asked('Too late', 'press-soon');
    const { page } = await stage.open({ at: '/approvals' });
    await card(page, approvalId);
    await page
      .getByText(/expired/i)
      .first()
      .waitFor();
    await ends(runId, 'failed');
    expect(published).not.toContain('Too late');
  });

  it('edited is a new request with those parameters, which is approved in turn', async () => {
    const { runId, approvalId } = await asked('First words');
    const { page } = await stage.open({ at: '/approvals' });
    await card(page, approvalId);
    await page.getByRole('button', { name: /^edit/i }).click();
    await page.getByRole('textbox', { name: /text|parameters/i }).fill('Better words');
    await page.getByRole('button', { name: /new request|ask again|save/i }).click();
    await page.getByText('Better words').first().waitFor();
    await page.getByRole('button', { name: /^approve/i }).click();
    await ends(runId, 'completed');
    expect(published).toContain('Better words');
    expect(published).not.toContain('First words');
  });

  it('decided by two browsers at once has one outcome, and the loser is told who was first', async () => {
    for (const [operatorId, name] of [
      ['anna', 'Anna'],
      ['ben', 'Ben'],
    ] as const)
      await stage.product.call('createOperator', { body: { operatorId, name, roles: ['approver'] } });
    const { runId, approvalId } = await asked('Two at once');
    const desks = await Promise.all(['anna', 'ben'].map((as) => stage.open({ as, at: `/approvals/${approvalId}` })));
    for (const desk of desks) desk.expects(/409/);
    await Promise.all(desks.map(({ page }) => page.getByRole('button', { name: /^approve/i }).waitFor()));
    await Promise.all(desks.map(({ page }) => page.getByRole('button', { name: /^approve/i }).click()));
    await ends(runId, 'completed');
    expect(published.filter((text) => text === 'Two at once')).toHaveLength(1);
    await Promise.all(
      desks.map(({ page }) =>
        page
          .getByText(/anna|ben/i)
          .first()
          .waitFor(),
      ),
    );
  });
});

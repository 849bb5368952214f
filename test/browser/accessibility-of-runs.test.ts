import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, troubleAt, troubleWith } from '../support/accessibility.js';
import { useStage } from '../support/browser.js';
import { until } from '../support/product.js';
import { sampleRepository } from '../support/sample-repository.js';

const stage = useStage();

describe('with runs in every state', () => {
  let folder: string;
  let report: string;
  let flaky: string;
  let approvalId: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'mc accessibility '));
    const repository = sampleRepository(path.join(folder, 'repository'));
    const start = async (workflowId: string, input: Record<string, string>) =>
      (await stage.product.call('startRun', { body: { workflowId, input } })).runId;
    flaky = await start('flaky', {});
    report = await start('repository-report', { repository, out: path.join(folder, 'first') });
    const second = await start('repository-report', { repository, out: path.join(folder, 'second') });
    approvalId = (await requestOf(second)).approvalId;
    await stage.product.call('approve', { params: { runId: second, approvalId }, body: { comment: 'checked' } });
    const third = await start('repository-report', { repository, out: path.join(folder, 'third') });
    await stage.product.call('haltRun', { params: { runId: third }, body: { reason: 'look first' } });
    approvalId = (await requestOf(report)).approvalId;
    await until(async () => {
      const { run } = await stage.product.call('getRun', { params: { runId: flaky } });
      expect(run.waits.map(({ kind }) => kind)).toEqual(['deadLetter', 'deadLetter']);
    }, 60_000);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function requestOf(runId: string) {
    return until(async () => {
      const { items } = await stage.product.call('listApprovals', { query: { run: runId } });
      const [first] = items;
      if (first === undefined) throw new Error('no request yet');
      return first;
    }, 30_000);
  }

  /** A job with an outcome that says why nothing was done. */
  async function bulkJob(): Promise<string> {
    const { items } = await stage.product.call('listRuns', { query: { status: 'halted' } });
    const runs = items.map(({ runId }) => runId);
    const body = { action: 'halt', target: { runs }, reason: 'twice' } as const;
    return (await stage.product.call('startBulk', { body })).bulkId;
  }

  it('axe finds nothing on lists', async () => {
    const { page, context } = await stage.open();
    const workflow = '/workflows/repository-report';
    const more = [
      `/approvals/${approvalId}`,
      workflow,
      ...['editor', 'versions', 'start'].map((tab) => `${workflow}?tab=${tab}`),
      '/workflows/new',
      '/agents/examples',
      `/runs/bulk/${await bulkJob()}`,
      '/runs?min=much',
      '/what-if',
      `/compare?a=${flaky}&b=${report}`,
    ];
    const system = ['sessions', 'operators', 'checkpoints', 'retention'].map((tab) => `/system?tab=${tab}`);
    expect(await troubleAt([...PLACES, ...more, ...system], [page, await context.newPage()])).toEqual([]);
  });

  it('axe finds nothing on the page of a run', async () => {
    const { page, context } = await stage.open();
    const tabs = ['graph', 'timeline', 'events', 'cost', 'approvals', 'definition'];
    const places = [
      ...tabs.map((tab) => `/runs/${report}?tab=${tab}`),
      ...['failure', 'graph', 'timeline'].map((tab) => `/runs/${flaky}?tab=${tab}`),
      `/runs/${report}?step=risk-summary`,
      `/runs/${flaky}?step=refuses`,
      `/runs/${flaky}?replay=5`,
    ];
    expect(await troubleAt(places, [page, await context.newPage()])).toEqual([]);
  });

  it('axe finds nothing in the palette, the key sheet and the dialog that halts everything', async () => {
    const { page } = await stage.open({ at: '/runs' });
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
    for (const [keys, name] of [
      ['Control+k', /find|palette|command/i],
      ['?', /keys/i],
      ['H', /halt everything/i],
    ] as const) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.keyboard.press(keys);
      await page.getByRole('dialog', { name }).waitFor();
      expect([String(name), ...(await troubleWith(page))]).toEqual([String(name)]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });
});

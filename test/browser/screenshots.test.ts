import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../support/accessibility.js';
import { DESKTOP, PHONE, useStage } from '../support/browser.js';
import { root, until } from '../support/product.js';
import { sampleRepository } from '../support/sample-repository.js';

const images = path.join(root, 'docs', 'images');

/** Pictures for README and docs: `npm run screenshots`. vitest.config.ts leaves this file out of every other run. */
describe('pictures of the console', () => {
  const stage = useStage();
  let folder: string;
  let report: string;
  let flaky: string;
  let approvalId: string;
  beforeAll(async () => {
    mkdirSync(images, { recursive: true });
    folder = mkdtempSync(path.join(os.tmpdir(), 'mc screenshots '));
    const repository = sampleRepository(path.join(folder, 'project'));
    const start = async (workflowId: string, input: Record<string, string>) =>
      (await stage.product.call('startRun', { body: { workflowId, input } })).runId;
    const asked = async (runId: string) =>
      until(async () => {
        const { items } = await stage.product.call('listApprovals', { query: { run: runId } });
        const [first] = items;
        if (first === undefined) throw new Error('no request yet');
        return first.approvalId;
      }, 30_000);
    flaky = await start('flaky', {});
    for (let i = 0; i < 6; i++) {
      const runId = await start('repository-report', { repository, out: path.join(folder, `report-${i}`) });
      approvalId = await asked(runId);
      report = runId;
      if (i < 4)
        await stage.product.call('approve', {
          params: { runId, approvalId },
          body: { comment: 'paths and sizes checked' },
        });
    }
    await until(async () => {
      const { run } = await stage.product.call('getRun', { params: { runId: flaky } });
      expect(run.waits.map(({ kind }) => kind)).toEqual(['deadLetter', 'deadLetter']);
    }, 60_000);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('of every page, light and dark, wide and on a phone', async () => {
    const places: Readonly<Record<string, () => string>> = {
      overview: () => '/',
      runs: () => '/runs',
      run: () => `/runs/${report}`,
      timeline: () => `/runs/${flaky}?tab=timeline`,
      events: () => `/runs/${flaky}?tab=events`,
      failure: () => `/runs/${flaky}?tab=failure`,
      approvals: () => `/approvals/${approvalId}`,
      'dead-letters': () => '/failures',
      workflow: () => '/workflows/repository-report',
      editor: () => '/workflows/repository-report?tab=editor',
      agents: () => '/agents',
      costs: () => '/costs',
      audit: () => '/audit',
      system: () => '/system',
    };
    for (const [size, viewport] of [
      ['', DESKTOP],
      ['-phone', PHONE],
    ] as const)
      for (const theme of ['light', 'dark'] as const) {
        const { page } = await stage.open({ viewport, theme });
        for (const [name, place] of Object.entries(places)) {
          await page.goto(place());
          await settled(page);
          await page.screenshot({ path: path.join(images, `${name}-${theme}${size}.png`) });
        }
      }
  });
});

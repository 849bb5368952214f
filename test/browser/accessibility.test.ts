import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled, troubleWith } from '../support/accessibility.js';
import { useStage } from '../support/browser.js';
import { until } from '../support/product.js';
import { sampleRepository } from '../support/sample-repository.js';

const stage = useStage();
const PLACES = ['/', '/runs', '/approvals', '/failures', '/workflows', '/agents', '/costs', '/audit', '/system'];

/** Two pages at a time, each place once; what is wrong with each. */
async function troubleAt(places: readonly string[], pages: readonly Page[]): Promise<string[]> {
  const waiting = [...places];
  const trouble: string[] = [];
  const look = async (page: Page) => {
    for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
      await page.goto(place);
      await settled(page);
      for (const line of await troubleWith(page)) trouble.push(`${place} ${line}`);
    }
  };
  await Promise.all(pages.map(look));
  return trouble.sort();
}

describe('axe finds nothing, and no page is wider than its window', () => {
  it('on pages that have nothing to show', async () => {
    const { page, context } = await stage.open();
    expect(await troubleAt(PLACES, [page, await context.newPage()])).toEqual([]);
  });

  it('on pages that cannot read what they want to show', async () => {
    const { page, context, expects } = await stage.open();
    expects(/503|Failed to load resource/);
    await context.route(/\/api\/(?!session$)/, (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'READ.UNAVAILABLE', title: 'Unavailable', detail: 'The read models are away.' }),
      }),
    );
    const look = async (page: Page, place: string) => {
      await page.goto(place);
      // What failed is tried again and again: the network is never quiet for long.
      await page.getByText('The read models are away.').first().waitFor();
      return (await troubleWith(page)).map((line) => `${place} ${line}`);
    };
    const other = await context.newPage();
    const trouble: string[] = [];
    for (let i = 0; i < PLACES.length; i += 2)
      for (const lines of await Promise.all(
        PLACES.slice(i, i + 2).map((place, k) => look(k === 0 ? page : other, place)),
      ))
        trouble.push(...lines);
    expect(trouble).toEqual([]);
  });

  it('and with forced colours the place and the tab that one is at are told from the others', async () => {
    const { page } = await stage.open({ at: '/runs' });
    await page.emulateMedia({ forcedColors: 'active' });
    // What is drawn around it; a line in the colour of the ground is none.
    const look = (link: string) =>
      page.evaluate(`{
        const style = getComputedStyle([...document.querySelectorAll('a')].find((a) => a.textContent.trim().startsWith('${link}')));
        const line = style.borderBottomWidth !== '0px' && style.borderBottomColor !== getComputedStyle(document.body).backgroundColor;
        style.outlineStyle + ' ' + line;
      }`);
    await page.getByRole('link', { name: 'Recent' }).waitFor();
    expect(await look('Agents')).toBe('none false');
    expect(await look('Runs')).toBe('solid false');
    expect(await look('Running')).toBe('none false');
    expect(await look('Recent')).toBe('none true');
  });

  it('on the way in, and where nothing is', async () => {
    const { page } = await stage.open({ as: undefined, at: '/sign-in' });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await troubleWith(page)).toEqual([]);
    const inside = await stage.open({ at: '/no-such-place' });
    inside.expects(/Not found: \/no-such-place/);
    await inside.page.getByRole('heading', { level: 1 }).waitFor();
    expect(await troubleWith(inside.page)).toEqual([]);
  });
});

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

import { afterAll, beforeAll, expect, it } from 'vitest';
import { AgentError, type Agent } from '@mission-control/agent';
import { troubleWith } from '../support/accessibility.js';
import { DESKTOP, useStage } from '../support/browser.js';
import { until } from '../support/product.js';
import { connectAgent } from '../support/test-agent.js';

const stage = useStage();
let agent: Agent;
let runId: string;
let mended = false;
const read = () => stage.product.call('getRun', { params: { runId } });
beforeAll(async () => {
  agent = await connectAgent(stage.product, 'smith', {
    'smith-strike': () => {
      if (mended) return { ok: true };
      throw new AgentError({ class: 'tool', code: 'ANVIL.COLD', message: 'The anvil is cold', retryable: false });
    },
  });
  const output = { type: 'object' };
  const definition = {
    id: 'past-forge',
    name: 'Past forge',
    steps: [
      { id: 'strike', name: 'Strike', agent: 'smith-strike', output },
      { id: 'cool', name: 'Cool', agent: 'smith-strike', dependsOn: ['strike'], output },
    ],
  };
  await stage.product.call('saveWorkflow', { body: { definition } });
  ({ runId } = await stage.product.call('startRun', { body: { workflowId: 'past-forge', input: {} } }));
  await until(async () => expect((await read()).steps[0]?.status).toBe('deadLetter'), 20_000);
  mended = true;
  await stage.product.call('retryStep', { params: { runId, stepKey: 'strike' }, body: { reason: 'mended' } });
  await until(async () => expect((await read()).run.status).toBe('completed'), 20_000);
});
afterAll(() => agent.close());

it('a run that has ended well is shown as it was when it failed, and nothing can be done there; then it is live again', async () => {
  const { items } = await stage.product.call('listRunEvents', {
    params: { runId },
    query: { type: 'StepDeadLettered' },
  });
  const failed = items[0]?.revision ?? 0;
  const { page } = await stage.open({ at: `/runs/${runId}?tab=events` });
  const step = (name: string, status: string) =>
    page.getByRole('button', { name: new RegExp(`^${name}\\s*, ${status}`) });
  const travel = page.getByRole('group', { name: 'Time travel' });
  await travel.getByRole('textbox', { name: 'Event' }).fill(String(failed));
  await page.keyboard.press('Enter');
  await page.getByText(`Viewing event #${failed} of`).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'strike is a dead letter' }).waitFor();
  expect(await page.getByRole('listitem').filter({ hasText: 'retried by hand' }).count()).toBe(0);

  await page.getByRole('link', { name: /^Graph/ }).click();
  expect(new URL(page.url()).searchParams.get('at')).toBe(String(failed));
  await step('Strike', 'Dead letter').waitFor();
  await step('Cool', 'Pending').waitFor();
  expect(
    await page
      .getByRole('main')
      .getByRole('button', { name: /^(Retry|Halt|Pause|Start again)/ })
      .filter({ visible: true })
      .count(),
  ).toBe(0);
  expect(await troubleWith(page)).toEqual([]);
  await page.setViewportSize(DESKTOP);

  await page.locator('body').press('.');
  await page.getByText(`Viewing event #${failed + 1} of`).waitFor();
  await page.locator('body').press('End');
  await step('Strike', 'Completed').waitFor();
  await page.getByRole('button', { name: /^Start again/ }).waitFor();
  expect(new URL(page.url()).searchParams.has('at')).toBe(false);
});

it('the past stands still: a step to an event that was seen lays the page out once, says nothing of loading and keeps the focus', async () => {
  const ran = await until(async () => {
    const { items } = await stage.product.call('listRunEvents', {
      params: { runId },
      query: { type: 'StepDispatched' },
    });
    expect(items.length).toBeGreaterThan(1);
    return Math.min(...items.map(({ revision }) => revision));
  }, 20_000);
  const { page, context } = await stage.open({ at: `/runs/${runId}?at=${ran}` });
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.getByRole('button', { name: /^Strike\s*, Running/ }).waitFor();
  const banner = page.getByRole('region', { name: 'The past' });
  const shows = (event: number) =>
    banner.filter({ hasText: new RegExp(`Viewing event #${event} of [^]* ago`) }).waitFor();
  const seen = [ran + 1, ran + 2, ran + 3, ran + 2, ran + 1, ran];
  const step = async (event: number, before: number): Promise<void> => {
    await page.keyboard.press(event > before ? '.' : ',');
    await shows(event);
  };
  await page.getByRole('group', { name: 'Time travel' }).waitFor();
  await page.getByRole('link', { name: /^Graph/ }).focus();
  let at = ran;
  for (const event of seen) await step(event, at).then(() => (at = event));
  expect(await page.evaluate("document.querySelectorAll('main .turning').length")).toBeGreaterThan(0);
  expect(
    await page.evaluate('document.getAnimations().map((one) => one.animationName ?? one.transitionProperty)'),
  ).toEqual([]);

  await page.evaluate(`
    window.told = [];
    new MutationObserver(() => told.push(...document.querySelectorAll('.going, [aria-label="The past"] [aria-live]')))
      .observe(document.body, { subtree: true, childList: true });
  `);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable');
  const layouts = async (): Promise<number> => {
    // What is shown is drawn first.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'LayoutCount')?.value ?? NaN;
  };
  const counts: number[] = [];
  for (const event of seen) {
    const before = await layouts();
    await step(event, at).then(() => (at = event));
    counts.push((await layouts()) - before);
  }
  // The clock of the page ticks each second, so not every one of them.
  expect(Math.min(...counts)).toBe(1);
  expect(await page.evaluate('told.length')).toBe(0);
  expect(await page.evaluate('document.activeElement.textContent.trim()')).toMatch(/^Graph/);
});

import { expect, it } from 'vitest';
import { useStage } from '../support/browser.js';
import { until } from '../support/product.js';

const stage = useStage();

it('a page that is open while the server is killed catches up by itself, without a reload', async () => {
  const { page, expects } = await stage.open({ at: '/runs' });
  await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
  const { runId: before } = await stage.product.call('startRun', { body: { workflowId: 'flaky', input: {} } });
  await page.locator(`a[href^="/runs/${before}"]`).first().waitFor();
  await page.evaluate('globalThis.sameDocument = true');

  expects(/websocket|ERR_|failed to load|request failed|answered with 50\d/i);
  // Not started again before the page has said so: it is back within a second or two.
  stage.product.signal('SIGSTOP');
  const killed = await stage.product.kill('server', 'SIGKILL');
  const banner = page.getByRole('status').filter({ hasText: 'what you see is' });
  await banner.waitFor();
  stage.product.signal('SIGCONT');
  await until(async () => expect(await stage.product.pid('server')).not.toBe(killed), 30_000);
  const { runId } = await stage.product.callUntilTaken('startRun', { body: { workflowId: 'flaky', input: {} } });
  await page.locator(`a[href^="/runs/${runId}"]`).first().waitFor();
  await banner.waitFor({ state: 'detached' });
  expect(await page.evaluate('globalThis.sameDocument')).toBe(true);
});

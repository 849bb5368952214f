import { describe, expect, it } from 'vitest';
import { useStage } from '../support/browser.js';
import { until } from '../support/product.js';

const stage = useStage();

/** An operator of the product, with these roles. */
async function operator(operatorId: string, name: string, roles: ('viewer' | 'operator' | 'approver')[]) {
  await stage.product.call('createOperator', { body: { operatorId, name, roles } });
}

describe('signing in', () => {
  it('the address that npm start prints opens signed in, once', async () => {
    const [address = ''] = /http:\S+\/sign-in#link=\S+/.exec(stage.product.output()) ?? [];
    const { page } = await stage.open({ as: undefined, at: address });
    await page.getByRole('navigation', { name: 'Main' }).getByText('Administrator').waitFor();
    expect(page.url()).toBe(`${stage.product.url}/`);

    const second = await stage.open({ as: undefined });
    second.expects(/40[019].*POST \/api\/session|status of 40[019]/);
    await second.page.goto(address);
    await second.page.getByRole('alert').filter({ hasText: /used/i }).waitFor();
  });

  it('a key opens the page that was asked for, and a wrong one is refused in words', async () => {
    const { page, expects } = await stage.open({ as: undefined, at: '/runs?status=failed' });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expects(/401/);
    await page.getByLabel('API key').fill('mc_key_admin.nothing_nothing');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: /\w+/ }).waitFor();
    await page.getByLabel('API key').fill(stage.product.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
    expect(new URL(page.url()).search).toContain('status=failed');
    // The key is nowhere that a script of the page could read it.
    expect(
      await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])'),
    ).not.toContain('mc_');
  });
});

describe('signing out', () => {
  it('ends the session in every tab, and the page before is not to be had again', async () => {
    const { page, context, expects } = await stage.open({ at: '/runs' });
    const tab = await context.newPage();
    await tab.goto('/approvals');
    await tab.getByRole('heading', { level: 1, name: 'Approvals' }).waitFor();
    expects(/401/);
    await page.goto('/system?tab=sessions');
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await context.cookies()).toEqual([]);
    await page.goBack();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});

describe('a viewer', () => {
  it('sees everything and is offered nothing that changes it', async () => {
    await operator('vera', 'Vera Viewer', ['viewer']);
    const { runId } = await stage.product.call('startRun', { body: { workflowId: 'flaky', input: {} } });
    const { page } = await stage.open({ as: 'vera', at: '/runs' });
    await page.getByRole('link', { name: /flaky/i }).first().click();
    await page.waitForURL(`**/runs/${runId}**`);
    await page
      .getByRole('tab', { name: 'Events' })
      .or(page.getByRole('link', { name: 'Events' }))
      .first()
      .waitFor();
    const offered = page.getByRole('button', {
      name: /^(cancel|halt|resume|pause|retry|approve|reject|abandon|skip|start)\b/i,
      disabled: false,
    });
    await until(async () => expect(await offered.allInnerTexts()).toEqual([]), 5_000);
  });

  it('gets 403 if it tries all the same', async () => {
    const { runId } = await stage.product.call('startRun', { body: { workflowId: 'flaky', input: {} } });
    const { page, expects } = await stage.open({ as: 'vera', at: '/runs' });
    expects(/403/);
    const status = await page.evaluate(
      `fetch('/api/runs/${runId}/cancel', { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }, body: '{"reason":"I can"}' }).then((answer) => answer.status)`,
    );
    expect(status).toBe(403);
    const { run } = await stage.product.call('getRun', { params: { runId } });
    expect(run.status).toBe('running');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentError, type Agent } from '@mission-control/agent';
import { useStage } from '../support/browser.js';
import { until } from '../support/product.js';
import { connectAgent, gate, type Gate } from '../support/test-agent.js';

const stage = useStage();
let agent: Agent;
/** What the steps of a run wait for, by the run's input. */
const gates = new Map<string, Gate>();
let mended = false;
beforeAll(async () => {
  agent = await connectAgent(stage.product, 'smith', {
    'smith-hold': async (task) => {
      await gates.get(String(task.inputs['gate']))?.wait();
      return { ok: true };
    },
    'smith-break': () => {
      if (mended) return { ok: true };
      throw new AgentError({ class: 'tool', code: 'ANVIL.COLD', message: 'The anvil is cold', retryable: false });
    },
  });
  const output = { type: 'object' };
  for (const definition of [
    {
      id: 'hold',
      name: 'Hold',
      input: { type: 'object', required: ['gate'], properties: { gate: { type: 'string' } } },
      steps: [
        { id: 'first', name: 'First', agent: 'smith-hold', inputs: { gate: 'input.gate' }, output },
        { id: 'second', name: 'Second', agent: 'smith-hold', dependsOn: ['first'], inputs: { gate: "'none'" }, output },
      ],
    },
    {
      id: 'forge',
      name: 'Forge',
      steps: [
        { id: 'heat', name: 'Heat', agent: 'smith-hold', inputs: { gate: "'none'" }, output },
        { id: 'strike', name: 'Strike', agent: 'smith-break', dependsOn: ['heat'], output },
        { id: 'cool', name: 'Cool', agent: 'smith-hold', dependsOn: ['strike'], inputs: { gate: "'none'" }, output },
      ],
    },
  ])
    await stage.product.call('saveWorkflow', { body: { definition } });
});
afterAll(async () => {
  for (const held of gates.values()) held.open();
  await agent.close();
});

async function start(workflowId: string, input: Record<string, string> = {}): Promise<string> {
  return (await stage.product.call('startRun', { body: { workflowId, input } })).runId;
}
const statusOf = async (runId: string) => (await stage.product.call('getRun', { params: { runId } })).run.status;
const becomes = (runId: string, status: string) =>
  until(async () => expect(await statusOf(runId)).toBe(status), 20_000);

describe('halting', () => {
  it('one run from its page, and resuming it, with reasons that are in the log', async () => {
    gates.set('one', gate());
    const runId = await start('hold', { gate: 'one' });
    const { page } = await stage.open({ at: `/runs/${runId}` });
    await page.getByRole('button', { name: /^halt$|^halt run|^halt this/i }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /reason/i }).fill('look first');
    await dialog.getByRole('button', { name: /^halt/i }).click();
    await becomes(runId, 'halted');
    await page
      .getByText(/halted/i)
      .first()
      .waitFor();
    await page.getByRole('button', { name: /^resume/i }).click();
    await dialog.getByRole('textbox', { name: /reason/i }).fill('looked');
    await dialog.getByRole('button', { name: /^resume/i }).click();
    gates.get('one')?.open();
    await becomes(runId, 'completed');
    await page
      .getByText(/completed/i)
      .first()
      .waitFor();
    const { items } = await stage.product.call('listRunEvents', { params: { runId }, query: { view: 'full' } });
    const reasons = items.flatMap((event) => ('data' in event ? [JSON.stringify(event.data)] : []));
    expect(reasons.join()).toContain('look first');
    expect(reasons.join()).toContain('looked');
  });

  it('everything from the foot of the navigation, and lifting it, after which what was halted goes on', async () => {
    gates.set('all', gate());
    const runs = [await start('hold', { gate: 'all' }), await start('hold', { gate: 'all' })];
    const { page } = await stage.open({ at: '/runs' });
    await page.getByRole('button', { name: 'Halt everything' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByText(/\d+ (open )?runs?/)
      .first()
      .waitFor();
    await dialog.getByRole('textbox', { name: /reason/i }).fill('a fire drill');
    await dialog.getByRole('button', { name: /^halt/i }).click();
    for (const runId of runs) await becomes(runId, 'halted');
    await page.getByRole('button', { name: /halted: see and lift/i }).click();
    await dialog.getByText('a fire drill').waitFor();
    await dialog.getByRole('textbox', { name: /reason/i }).fill('the drill is over');
    await dialog.getByRole('button', { name: /^lift/i }).first().click();
    await page.getByRole('button', { name: 'Halt everything' }).waitFor();
    gates.get('all')?.open();
    for (const runId of runs) await becomes(runId, 'completed');
  });
});

describe('a failing run', () => {
  it('is found from the overview, shows its first cause, and goes on when its step is retried', async () => {
    const runId = await start('forge');
    const { page } = await stage.open();
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: /dead letters/i })
      .click();
    await page.getByText('The anvil is cold').first().waitFor();
    await page.goto(`/runs/${runId}`);
    await page.getByText('The anvil is cold').first().waitFor();
    await page
      .getByText(/strike/i)
      .first()
      .waitFor();
    mended = true;
    await page
      .getByRole('button', { name: /^retry/i })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /reason/i }).fill('the anvil is warm now');
    await dialog.getByRole('button', { name: /^retry/i }).click();
    await becomes(runId, 'completed');
    await page
      .getByText(/completed/i)
      .first()
      .waitFor();
  });
});

describe('a bulk action', () => {
  it('cancels all that match, and shows an outcome for each', async () => {
    gates.set('many', gate());
    const runs = await Promise.all(Array.from({ length: 5 }, () => start('hold', { gate: 'many' })));
    const { page } = await stage.open({ at: '/runs?status=running&workflow=hold' });
    await page.getByRole('checkbox', { name: /select all/i }).check();
    await page.getByRole('button', { name: /^cancel/i }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /reason/i }).fill('not needed any more');
    await dialog.getByRole('button', { name: /^cancel \d|^cancel all|^cancel runs/i }).click();
    for (const runId of runs) await becomes(runId, 'cancelled');
    await page
      .getByText(/5 (of 5 )?(done|cancelled)/i)
      .first()
      .waitFor();
  });
});

describe('by keyboard alone', () => {
  it('a run is found in the palette, halted with a reason, and resumed', async () => {
    gates.set('keys', gate());
    const runId = await start('hold', { gate: 'keys' });
    const { page } = await stage.open();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type(runId.slice(0, 13));
    await page.getByRole('option', { name: /hold/i }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/runs/${runId}`);
    await page.getByRole('button', { name: 'Halt', exact: true }).waitFor();
    for (const [key, status] of [
      ['h', 'halted'],
      ['u', 'running'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('no mouse at hand');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await becomes(runId, status);
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: status === 'halted' ? 'Resume' : 'Halt', exact: true }).waitFor();
    }
    gates.get('keys')?.open();
    await becomes(runId, 'completed');
  });

  it('lists are walked, filtered and left, and nothing happens while somebody types', async () => {
    await start('hold', { gate: 'none' });
    const { page } = await stage.open({ at: '/runs' });
    await page.locator('[data-run]').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('x');
    await page.getByRole('region', { name: 'Selected runs' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Selected runs' }).waitFor({ state: 'detached' });
    await page.keyboard.press('!');
    await page.waitForURL('**/runs?status=failed');
    await page.keyboard.press('!');
    await page.waitForURL('**/runs');

    const search = page.getByRole('searchbox', { name: 'Search runs' });
    await search.focus();
    await page.keyboard.type('!gax?');
    await page.waitForURL(/text=/);
    expect(await search.inputValue()).toBe('!gax?');
    expect(new URL(page.url()).searchParams.get('status')).toBeNull();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await search.fill('');
    await page.waitForURL('**/runs');
    await search.blur();

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Halt everything').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const theme = () => page.locator('html').getAttribute('data-theme');
    const before = await theme();
    // The system's, light, dark: the second press is the other one.
    await page.keyboard.press('d');
    await page.keyboard.press('d');
    await until(async () => expect(await theme()).not.toBe(before), 5_000);
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByRole('heading', { level: 1, name: 'Approvals' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.locator('[data-run]').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
  });
});

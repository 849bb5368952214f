import { AgentError, type Agent } from '@mission-control/agent';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { inPage, useStage } from '../support/browser.js';
import { hostileTexts, INTRUDERS } from '../support/hostile-text.js';
import { until } from '../support/product.js';
import { connectAgent } from '../support/test-agent.js';

const stage = useStage();
const texts = hostileTexts();
const textOf = (stepKey: string): string => texts[Number(stepKey.replace(/\D/g, ''))] ?? '';
let agent: Agent;
let runId: string;
let approvalId: string;

/** 200 steps with hostile names: half answer with hostile outputs, half fail with hostile errors; one asks for approval of hostile parameters. */
beforeAll(async () => {
  agent = await connectAgent(stage.product, 'trickster', {
    'trick-answer': (task, ctx) => {
      const text = textOf(task.step.stepKey);
      ctx.progress({ percent: 50, message: text });
      return { text, [text]: [text] };
    },
    'trick-fail': (task) => {
      const text = textOf(task.step.stepKey);
      throw new AgentError({ class: 'tool', code: text.slice(0, 60), message: text, retryable: false });
    },
  });
  const steps = texts.map((name, i) => ({
    id: `s${i}`,
    name,
    description: name,
    agent: i % 2 === 0 ? 'trick-answer' : 'trick-fail',
    inputs: { text: 'input.text' },
    output: { type: 'object' },
    ...(i === 0 ? { tier: 'write' as const, approval: { required: true, reason: name } } : {}),
  }));
  const [name = ''] = texts;
  await stage.product.call('saveWorkflow', { body: { definition: { id: 'tricks', name, description: name, steps } } });
  const input = { text: texts.join('\n') };
  runId = (await stage.product.call('startRun', { body: { workflowId: 'tricks', input } })).runId;
  await until(async () => {
    const { run } = await stage.product.call('getRun', { params: { runId } });
    expect(run.steps).toMatchObject({ done: 99, failed: 100 });
  }, 60_000);
  const { items } = await stage.product.call('listApprovals', { query: { run: runId } });
  approvalId = items[0]?.approvalId ?? '';
  await stage.product.call('createOperator', {
    body: { operatorId: 'mallory', name: texts[1] ?? '', roles: ['admin'] },
  });
}, 180_000);
afterAll(() => agent.close());

it('200 texts that want to be more than text stay text, on every page', async () => {
  const { page } = await stage.open({ as: 'mallory' });
  page.on('dialog', (dialog) => {
    throw new Error(`A text opened a dialog: ${dialog.message()}`);
  });
  const tabs = ['graph', 'timeline', 'events', 'cost', 'approvals', 'definition', 'failure'];
  const places = [
    ...['/', '/runs', '/approvals', '/failures', '/workflows', '/agents', '/costs', '/audit', '/system'],
    ...tabs.map((tab) => `/runs/${runId}?tab=${tab}`),
    ...['s0', 's1', 's2'].map((step) => `/runs/${runId}?step=${step}`),
    ...['/workflows/tricks', '/workflows/tricks?tab=edit', `/approvals/${approvalId}`, '/agents/trickster'],
  ];
  for (const place of places) {
    await page.goto(place);
    await page.waitForLoadState('networkidle');
    expect([place, await inPage(page, z.number(), INTRUDERS)]).toEqual([place, 0]);
  }
});

import { expect, it } from 'vitest';
import { useStage } from '../support/browser.js';
import { until } from '../support/product.js';

const stage = useStage();

const WRONG = `id: Wrong Id
name: ''
colour: red
input: { type: object, additionalProperties: false, properties: { text: { type: string } } }
budget: { usd: -1 }
deadline: soon
steps:
  - id: first
    agent: writer
    dependsOn: [missing]
    inputs: { text: input.nothing }
    output: { type: object }
  - id: first
    agent: writer
    timeout: 10 minutes
    output: { type: strin }
  - id: second
    agent: writer
    dependsOn: [third]
    output: { type: object }
  - id: third
    agent: writer
    dependsOn: [second]
    inputs: { text: 'steps.first.output.text +' }
    tier: dangerous
    output: { type: object }
`;
const RIGHT = `id: mended
name: Mended
steps:
  - id: first
    agent: writer
    output: { type: object }
`;

it('ten mistakes stand at their lines while one types, and are all gone before it can be saved', async () => {
  const { problems, warnings } = await stage.product.call('validateWorkflow', {
    body: { source: WRONG, format: 'yaml' },
  });
  expect(problems.length).toBeGreaterThanOrEqual(10);
  const { page } = await stage.open({ at: '/workflows/new' });
  const text = page.getByRole('textbox', { name: 'Definition, YAML' });
  const write = async (definition: string) => {
    await text.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(definition);
  };
  await write(WRONG);
  const list = page.getByRole('list', { name: 'Problems and warnings' });
  await until(
    async () => expect(await list.getByRole('listitem').count()).toBe(problems.length + warnings.length),
    15_000,
  );
  for (const { path, message, line } of problems) {
    const item = list.getByRole('listitem').filter({ hasText: message }).filter({ hasText: path }).first();
    expect([path, message, await item.getByRole('button', { name: /^Line/ }).innerText()]).toEqual([
      path,
      message,
      String(line),
    ]);
  }
  const save = page.getByRole('button', { name: 'Save workflow' });
  expect(await save.getAttribute('aria-disabled')).toBe('true');
  await page.keyboard.press('Control+s');
  expect(new URL(page.url()).pathname).toBe('/workflows/new');

  await write(RIGHT);
  await list.waitFor({ state: 'detached' });
  await save.and(page.locator(':not([aria-disabled])')).click();
  await page.waitForURL('**/workflows/mended');
  const saved = await stage.product.call('getWorkflowVersion', { params: { workflowId: 'mended', version: 1 } });
  expect(saved.source).toEqual({ format: 'yaml', text: RIGHT });
});

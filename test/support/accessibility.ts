import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { inPage } from './browser.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const Violations = z.array(
  z.object({
    id: z.string(),
    help: z.string(),
    nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
  }),
);

/** What axe finds wrong on a page as it stands: a line for each element. WCAG 2.2 AA and best practice. */
export async function violationsOn(page: Page): Promise<string[]> {
  // The debugger's way in: the page's content security policy stays as it is.
  if (!(await inPage(page, z.boolean(), 'typeof axe === "object"'))) await page.evaluate(axe);
  const options = JSON.stringify({ runOnly: TAGS, resultTypes: ['violations'] });
  const found = await inPage(page, Violations, `axe.run(document, ${options}).then((result) => result.violations)`);
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 300)} (${failureSummary ?? ''})`),
  );
}

/** How many pixels the page is wider than the window: it must not scroll sideways. */
export function overflowOf(page: Page): Promise<number> {
  return inPage(page, z.number(), 'document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

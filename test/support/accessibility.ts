import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { DESKTOP, inPage, NARROW } from './browser.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** All that a theme changes is colours. */
const COLOURS = ['color-contrast'];
const Violations = z.array(
  z.object({
    id: z.string(),
    help: z.string(),
    nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
  }),
);

/** What axe finds wrong on a page as it stands, a line for each element: WCAG 2.2 AA and best practice. */
export async function violationsOn(page: Page, rules: 'all' | 'colours' = 'all'): Promise<string[]> {
  // The debugger's way in: the page's content security policy stays as it is.
  if (!(await inPage(page, z.boolean(), 'typeof axe === "object"'))) await page.evaluate(axe);
  const options = JSON.stringify({ runOnly: rules === 'all' ? TAGS : COLOURS, resultTypes: ['violations'] });
  const found = await inPage(page, Violations, `axe.run(document, ${options}).then((result) => result.violations)`);
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 300)} (${failureSummary ?? ''})`),
  );
}

/** How many pixels the page is wider than its window: it must not scroll sideways. */
export function overflowOf(page: Page): Promise<number> {
  return inPage(page, z.number(), 'document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** A page, wide and narrow, light and dark: what is wrong with it, a line each. */
export async function troubleWith(page: Page): Promise<string[]> {
  const trouble: string[] = [];
  for (const [width, viewport] of [
    ['1440', DESKTOP],
    ['320', NARROW],
  ] as const) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await drawn(page);
      const rules = colorScheme === 'light' ? 'all' : 'colours';
      for (const violation of await violationsOn(page, rules)) trouble.push(`${width} ${colorScheme}: ${violation}`);
    }
    const overflow = await overflowOf(page);
    if (overflow > 0) trouble.push(`${width}: the page is ${overflow} px wider than its window`);
  }
  return trouble;
}

/** Nothing is loading any more, and what is there has been drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.locator('[role=status][aria-label^=Loading], [aria-busy=true]').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await drawn(page);
}

async function drawn(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');
}

/** Every page of the menu. */
export const PLACES = ['/', '/runs', '/approvals', '/failures', '/workflows', '/agents', '/costs', '/audit', '/system'];

/** Two pages at a time, each place once; what is wrong with each. */
export async function troubleAt(places: readonly string[], pages: readonly Page[]): Promise<string[]> {
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

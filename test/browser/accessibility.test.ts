import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PLACES, troubleAt, troubleWith } from '../support/accessibility.js';
import { useStage } from '../support/browser.js';

const stage = useStage();

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

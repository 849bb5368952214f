import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { type z } from 'zod';
import { complaintsOf, type Complaints } from './browser-complaints.js';
import { startProduct, type Product } from './product.js';

export const DESKTOP = { width: 1440, height: 900 } as const;
export const PHONE = { width: 390, height: 844 } as const;
/** The width at which WCAG 2.2 wants all of it without scrolling sideways. */
export const NARROW = { width: 320, height: 800 } as const;

export interface OpenOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly theme?: 'light' | 'dark';
  /** Whose session; without it nobody is signed in. Default `admin`. */
  readonly as?: string | undefined;
  /** Where to begin; default `/`. */
  readonly at?: string;
}

/** A browser of its own, as a person has it: its cookies and storage are nobody else's. */
export interface Desk {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Declares what would else fail the test: a failed request, an error or a warning on the console. */
  expects(what: RegExp): void;
}

export interface Stage {
  readonly product: Product;
  readonly browser: Browser;
  /** Opens a browser of its own; it is closed after the test, which fails when the page complained about anything. */
  open(options?: OpenOptions): Promise<Desk>;
}

/** The product and a Chromium for the tests of a file; call it at the top of the file, use what it returns in tests. */
export function useStage(): Stage {
  let product: Product | undefined;
  let browser: Browser | undefined;
  const desks: { readonly desk: Desk; readonly complaints: Complaints }[] = [];
  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchChromium(inject('chromium'))]);
  });
  afterEach(async () => {
    const open = desks.splice(0);
    await Promise.all(open.map(({ desk }) => desk.context.close()));
    expect(
      open.flatMap(({ complaints }) => complaints.unexpected()),
      'what the pages complained about',
    ).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.remove();
  });
  const started = <T>(what: T | undefined): T => {
    if (what === undefined) throw new Error('The product has not started.');
    return what;
  };
  return {
    get product() {
      return started(product);
    },
    get browser() {
      return started(browser);
    },
    async open({ viewport = DESKTOP, theme = 'light', at = '/', ...given } = {}) {
      const context = await started(browser).newContext({
        viewport,
        colorScheme: theme,
        reducedMotion: 'reduce',
        baseURL: started(product).url,
        locale: 'en-GB',
        timezoneId: 'UTC',
      });
      const complaints = complaintsOf(context);
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      const desk: Desk = { page, context, expects: (what) => complaints.expect(what) };
      desks.push({ desk, complaints });
      const as = 'as' in given ? given.as : 'admin';
      if (as !== undefined) await signIn(context, started(product), as);
      await page.goto(at);
      return desk;
    },
  };
}

/** `browser` is a path. Sandboxed unless we are root, for whom Chromium's sandbox does not work. */
export function launchChromium(browser: string): Promise<Browser> {
  return chromium.launch({
    executablePath: browser,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-dev-shm-usage', '--font-render-hinting=none'],
  });
}

/** What the sign-in page does with the link that it was opened with. The page itself has tests of its own. */
async function signIn(context: BrowserContext, product: Product, operatorId: string): Promise<void> {
  const { link } = await product.call('issueSignInLink', { params: { operatorId }, body: {} });
  const answer = await context.request.post('/api/session', { data: { link }, headers: { origin: product.url } });
  if (answer.status() !== 201)
    throw new Error(`Signing in was answered with ${answer.status()}: ${await answer.text()}`);
}

/** What an expression is worth in the page. It is a string, since the page has types that Node has not. */
export async function inPage<T>(page: Page, schema: z.ZodType<T>, expression: string): Promise<T> {
  return schema.parse(await page.evaluate(expression));
}

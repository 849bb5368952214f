import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, CDPSession, Page, Response } from 'playwright-core';
import { z } from 'zod';

/** Before anything of the page runs: long tasks, and when something was first seen. The page's code, hence a string. */
const PROBE = `
globalThis.bench = { longTasks: [], seen: new Map(), wanted: undefined };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) bench.longTasks.push({ at: entry.startTime, ms: entry.duration });
}).observe({ type: 'longtask', buffered: true });
const look = () => {
  const now = performance.timeOrigin + performance.now();
  if (bench.wanted)
    for (const element of document.querySelectorAll(bench.wanted.selector)) {
      const key = bench.wanted.attribute ? element.getAttribute(bench.wanted.attribute) : 'it';
      if (key && !bench.seen.has(key)) bench.seen.set(key, now);
    }
};
const found = (selector) => new Promise((done) => {
  const observer = new MutationObserver(() => document.querySelector(selector) && (observer.disconnect(), done()));
  observer.observe(document, { subtree: true, childList: true, attributes: true });
  if (document.querySelector(selector)) observer.disconnect(), done();
});
bench.usable = (selector) => found(selector).then(
  () => new Promise((done) => requestAnimationFrame(() => requestIdleCallback(() => done(performance.now())))),
);
bench.watch = (selector, attribute) => { bench.wanted = { selector, attribute }; bench.seen.clear(); look(); };
new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['href', 'data-revision', 'aria-posinset'] });
`;

const LongTasks = z.array(z.object({ at: z.number(), ms: z.number() }));

/** A signed-in page with probes. Times are milliseconds since the epoch, by the clock of this machine. */
export interface BenchPage {
  readonly page: Page;
  readonly cdp: CDPSession;
  /** Evaluates an expression in the page. */
  value<T>(schema: z.ZodType<T>, expression: string): Promise<T>;
  /** Opens a path, cold, and waits until something is there and the page idles: milliseconds from the start of the navigation. */
  usable(path: string, selector: string): Promise<number>;
  /** Begins to note when elements first appear, by the value of an attribute. */
  watch(selector: string, attribute: string): Promise<void>;
  seen(): Promise<ReadonlyMap<string, number>>;
  /** Long tasks since the last call, in milliseconds. */
  longTasks(): Promise<number[]>;
  /** Megabytes of JavaScript's heap after a collection. */
  heapMb(): Promise<number>;
  close(): Promise<void>;
}

export async function openPage(browser: Browser, url: string, link: string): Promise<BenchPage> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  await signIn(context, url, link);
  const page = await context.newPage();
  await page.addInitScript(PROBE);
  const cdp = await context.newCDPSession(page);
  const value = async <T>(schema: z.ZodType<T>, expression: string): Promise<T> =>
    schema.parse(await page.evaluate(expression));
  return {
    page,
    cdp,
    value,
    async usable(path, selector) {
      await cdp.send('Network.clearBrowserCache');
      await page.goto('about:blank');
      await page.goto(path, { waitUntil: 'commit' });
      return value(z.number(), `bench.usable(${JSON.stringify(selector)})`);
    },
    watch: (selector, attribute) =>
      value(z.undefined(), `bench.watch(${JSON.stringify(selector)}, ${JSON.stringify(attribute)})`),
    seen: async () => new Map(await value(z.array(z.tuple([z.string(), z.number()])), '[...bench.seen]')),
    longTasks: async () => (await value(LongTasks, 'bench.longTasks.splice(0)')).map(({ ms }) => ms),
    async heapMb() {
      await cdp.send('HeapProfiler.collectGarbage');
      const { usedSize } = await cdp.send('Runtime.getHeapUsage');
      return usedSize / 1024 / 1024;
    },
    close: () => context.close(),
  };
}

async function signIn(context: BrowserContext, url: string, link: string): Promise<void> {
  const answer = await context.request.post('/api/session', { data: { link }, headers: { origin: url } });
  if (answer.status() !== 201) throw new Error(`Signing in was answered with ${answer.status()}.`);
}

/** Bytes, each compressed with gzip, of the scripts that a page has loaded until it is usable and the network is quiet. */
export async function scriptBytes(of: BenchPage, path: string, selector: string): Promise<number> {
  const sizes: Promise<number>[] = [];
  const measure = (response: Response): void => {
    if (!/javascript/.test(response.headers()['content-type'] ?? '')) return;
    sizes.push(response.body().then((body) => gzipSync(body).length));
  };
  of.page.on('response', measure);
  await of.usable(path, selector);
  await of.page.waitForLoadState('networkidle');
  of.page.off('response', measure);
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

/** Frames per second while a list is scrolled by the wheel for some seconds; the mean, and the longest frame in milliseconds. */
export async function scrollFrames(of: BenchPage, selector: string): Promise<{ fps: number; longestMs: number }> {
  const box = await of.page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`There is nothing to scroll: ${selector}`);
  await of.page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height, 400) / 2);
  await of.page.evaluate(`bench.frames = []; bench.rolling = true;
    requestAnimationFrame(function frame(at) { bench.frames.push(at); if (bench.rolling) requestAnimationFrame(frame); });`);
  const until = performance.now() + 3_000;
  while (performance.now() < until) await of.page.mouse.wheel(0, 400);
  const frames = await of.value(z.array(z.number()), '(bench.rolling = false, bench.frames)');
  const gaps = frames.slice(1).map((at, i) => at - (frames[i] ?? at));
  const span = (frames.at(-1) ?? 0) - (frames[0] ?? 0);
  return { fps: (gaps.length / span) * 1_000, longestMs: Math.max(...gaps) };
}

import { gzipSync } from "node:zlib";
import { z } from "zod";
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
`, LongTasks = z.array(z.object({ at: z.number(), ms: z.number() }));
async function openPage(browser, url, link) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  await signIn(context, url, link);
  const page = await context.newPage();
  await page.addInitScript(PROBE);
  const cdp = await context.newCDPSession(page), value = async (schema, expression) => schema.parse(await page.evaluate(expression));
  return {
    page,
    cdp,
    value,
    async usable(path, selector) {
      return await cdp.send("Network.clearBrowserCache"), await page.goto("about:blank"), await page.goto(path, { waitUntil: "commit" }), value(z.number(), `bench.usable(${JSON.stringify(selector)})`);
    },
    watch: (selector, attribute) => value(z.undefined(), `bench.watch(${JSON.stringify(selector)}, ${JSON.stringify(attribute)})`),
    seen: async () => new Map(await value(z.array(z.tuple([z.string(), z.number()])), "[...bench.seen]")),
    longTasks: async () => (await value(LongTasks, "bench.longTasks.splice(0)")).map(({ ms }) => ms),
    async heapMb() {
      await cdp.send("HeapProfiler.collectGarbage");
      const { usedSize } = await cdp.send("Runtime.getHeapUsage");
      return usedSize / 1024 / 1024;
    },
    close: () => context.close()
  };
}
async function signIn(context, url, link) {
  const answer = await context.request.post("/api/session", { data: { link }, headers: { origin: url } });
  if (answer.status() !== 201) throw new Error(`Signing in was answered with ${answer.status()}.`);
}
async function scriptBytes(of, path, selector) {
  const sizes = [], measure = (response) => {
    /javascript/.test(response.headers()["content-type"] ?? "") && sizes.push(response.body().then((body) => gzipSync(body).length));
  };
  return of.page.on("response", measure), await of.usable(path, selector), await of.page.waitForLoadState("networkidle"), of.page.off("response", measure), (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}
async function scrollFrames(of, selector) {
  const box = await of.page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`There is nothing to scroll: ${selector}`);
  await of.page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height, 400) / 2), await of.page.evaluate(`bench.frames = []; bench.rolling = true;
    requestAnimationFrame(function frame(at) { bench.frames.push(at); if (bench.rolling) requestAnimationFrame(frame); });`);
  const until = performance.now() + 3e3;
  for (; performance.now() < until; ) await of.page.mouse.wheel(0, 400);
  const frames = await of.value(z.array(z.number()), "(bench.rolling = false, bench.frames)"), gaps = frames.slice(1).map((at, i) => at - (frames[i] ?? at)), span = (frames.at(-1) ?? 0) - (frames[0] ?? 0);
  return { fps: gaps.length / span * 1e3, longestMs: Math.max(...gaps) };
}
export {
  openPage,
  scriptBytes,
  scrollFrames
};
//# sourceMappingURL=console-page.js.map

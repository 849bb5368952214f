import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { openPage, scriptBytes, scrollFrames } from "./console-page.js";
import { scrubbed } from "./console-past.js";
import { busyAgent, runOfEvents } from "./console-runs.js";
const RUN_ROW = 'main a[href^="/runs/"]', EVENT_ROW = 'main [role="list"][aria-label="Events"] [role="listitem"] a', EVENTS_LIST = 'main [role="list"][aria-label="Events"]', quick = process.env.QUICK === "1", CHANGES_PER_SECOND = 200, CHANGING_MS = quick ? 3e3 : 15e3, STEPS_OF_A_CHANGING_RUN = 20, quantile = (values, p) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(p * values.length))] ?? NaN, sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function benchConsole(product) {
  const script = fileURLToPath(new URL("../../scripts/chromium.mjs", import.meta.url)), executablePath = execFileSync(process.execPath, [script], { encoding: "utf8" }).trim(), busy = await busyAgent(product), browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 }), open = async () => {
    const { link } = await product.post("/api/operators/admin/links", {});
    return openPage(browser, product.url, String(link));
  };
  try {
    const figures = {}, small = await runOfEvents(product, quick ? 1e3 : 1e4), parts = {
      firstLoadRunsKbGzip: () => onPage(open, firstLoad),
      visibleMs: () => onPage(open, (page) => visible(product, page)),
      changing: () => onPage(open, (page) => changing(product, page)),
      run10k: () => ofRun(open, small),
      scrub10k: () => scrubbing(product, open, small),
      compare10k: async () => comparing(product, open, [small, await runOfEvents(product, quick ? 1e3 : 1e4)]),
      run100k: async () => ofRun(open, await runOfEvents(product, quick ? 2e3 : 1e5))
    }, wanted = process.env.PARTS?.split(",") ?? Object.keys(parts);
    for (const [name, measure] of Object.entries(parts)) wanted.includes(name) && (figures[name] = await measure());
    return figures;
  } finally {
    await browser.close(), await busy.close();
  }
}
async function onPage(open, measure) {
  const page = await open();
  try {
    return await measure(page);
  } finally {
    await page.close();
  }
}
async function firstLoad(page) {
  return Math.round(await scriptBytes(page, "/runs", RUN_ROW) / 100) / 10;
}
async function ofRun(open, { runId, events }) {
  const usableRun = [], usableEvents = [];
  for (let i = 0; i < 3; i++)
    usableRun.push(await onPage(open, (page) => page.usable(`/runs/${runId}`, "main h1"))), usableEvents.push(await onPage(open, (page) => page.usable(`/runs/${runId}?tab=events`, EVENT_ROW)));
  return onPage(open, async (page) => {
    await page.usable(`/runs/${runId}?tab=events`, EVENT_ROW);
    const { fps, longestMs } = await scrollFrames(page, EVENTS_LIST);
    return {
      events,
      usableRunMs: Math.round(quantile(usableRun, 0.5)),
      usableEventsMs: Math.round(quantile(usableEvents, 0.5)),
      scrollFps: Math.round(fps),
      longestFrameMs: Math.round(longestMs),
      heapMb: Math.round(await page.heapMb())
    };
  });
}
const rounded = (value) => Math.round(value * 10) / 10;
async function scrubbing(product, open, run) {
  const figures = { ofEvents: run.events };
  for (let head = -1; head < run.events - 1; await sleep(200))
    head = Number(Object((await product.get(`/api/record?scope=run&id=${run.runId}`)).head).revision);
  for (const tab of ["graph", "timeline", "events"]) {
    const { steps, jumps, cpuMs } = await onPage(open, (page) => scrubbed(page, run, tab));
    figures[tab] = {
      stepP50: rounded(quantile(steps, 0.5)),
      stepP95: rounded(quantile(steps, 0.95)),
      stepCpuMs: rounded(cpuMs),
      jumpP50: rounded(quantile(jumps, 0.5)),
      jumpP95: rounded(quantile(jumps, 0.95))
    };
  }
  return figures;
}
async function comparing(product, open, [a, b]) {
  const answers = [], pages = [], query = `a=${a.runId}&b=${b.runId}`;
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    await product.get(`/api/compare?${query}`), answers.push(performance.now() - began), pages.push(
      await onPage(open, (page) => page.usable(`/compare?${query}&all=1`, 'main [aria-label="Comparison"] table'))
    );
  }
  return {
    events: a.events + b.events,
    answerFirstMs: Math.round(answers[0] ?? NaN),
    answerMs: Math.round(quantile(answers, 0.5)),
    usableMs: Math.round(quantile(pages, 0.5))
  };
}
async function visible(product, page) {
  const id = "one-pause";
  await product.post("/api/workflows", { definition: chainOfPauses(id, 1, 50) }), await page.usable("/runs", RUN_ROW), await page.watch(RUN_ROW, "href");
  const started = [];
  for (let i = 0; i < (quick ? 10 : 100); i++) {
    const { runId } = await product.post("/api/runs", { workflowId: id, input: {} });
    started.push(String(runId)), await sleep(150 + i * 37 % 200);
  }
  await sleep(1e3);
  const seen = await page.seen(), delays = [];
  for (const runId of started) {
    const shown = [...seen].find(([href]) => href.startsWith(`/runs/${runId}`)), { items } = await product.get(`/api/runs/${runId}/events?limit=1`), [first] = Array.isArray(items) ? items : [];
    shown && delays.push(shown[1] - Date.parse(String(Object(first).at)));
  }
  return {
    runs: started.length,
    seen: delays.length,
    p50: Math.round(quantile(delays, 0.5)),
    p95: Math.round(quantile(delays, 0.95))
  };
}
async function changing(product, page) {
  const pauseMs = 200 / CHANGES_PER_SECOND * 1e3, id = "many-pauses";
  await product.post("/api/workflows", { definition: chainOfPauses(id, STEPS_OF_A_CHANGING_RUN, pauseMs) }), await page.usable("/runs", RUN_ROW);
  const starts = Array.from(
    { length: 200 },
    (_, i) => sleep(i / 200 * pauseMs).then(() => product.post("/api/runs", { workflowId: id, input: {} }))
  );
  await Promise.all(starts), await page.longTasks();
  const before = await positionOf(product), began = performance.now();
  await sleep(CHANGING_MS);
  const seconds = (performance.now() - began) / 1e3, tasks = await page.longTasks(), events = await positionOf(product) - before;
  return {
    seconds: Math.round(seconds),
    eventsPerSecond: Math.round(events / seconds),
    longTasks: tasks.length,
    longestMs: Math.round(Math.max(0, ...tasks)),
    heapMb: Math.round(await page.heapMb())
  };
}
async function positionOf(product) {
  const { items } = await product.get("/api/runs?workflow=many-pauses&limit=200");
  return (Array.isArray(items) ? items : []).reduce((sum, run) => sum + Number(Object(run).revision) + 1, 0);
}
function chainOfPauses(id, steps, ms) {
  return {
    id,
    name: id,
    steps: Array.from({ length: steps }, (_, i) => ({
      id: `step-${i}`,
      agent: "pause",
      inputs: { ms: String(ms) },
      output: { type: "object" },
      ...i === 0 ? {} : { dependsOn: [`step-${i - 1}`] }
    }))
  };
}
export {
  benchConsole
};
//# sourceMappingURL=console.js.map

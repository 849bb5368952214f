import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { openPage, scriptBytes, scrollFrames, type BenchPage } from './console-page.js';
import { scrubbed } from './console-past.js';
import { busyAgent, runOfEvents } from './console-runs.js';
import type { Product } from './product.js';

/** How a page is looked at. */
const RUN_ROW = 'main a[href^="/runs/"]';
const EVENT_ROW = 'main [role="list"][aria-label="Events"] [role="listitem"] a';
const EVENTS_LIST = 'main [role="list"][aria-label="Events"]';

const quick = process.env['QUICK'] === '1';
const CHANGES_PER_SECOND = 200;
const CHANGING_MS = quick ? 3_000 : 15_000;
const STEPS_OF_A_CHANGING_RUN = 20;

const quantile = (values: readonly number[], p: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(p * values.length))] ?? NaN;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The console in headless Chromium, on the whole product. Environment: QUICK=1 (smaller runs), PARTS (names of figures with commas between, default all). */
export async function benchConsole(product: Product): Promise<Record<string, unknown>> {
  const script = fileURLToPath(new URL('../../scripts/chromium.mjs', import.meta.url));
  const executablePath = execFileSync(process.execPath, [script], { encoding: 'utf8' }).trim();
  const busy = await busyAgent(product);
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  const open = async (): Promise<BenchPage> => {
    const { link } = await product.post('/api/operators/admin/links', {});
    return openPage(browser, product.url, String(link));
  };
  try {
    const figures: Record<string, unknown> = {};
    const small = await runOfEvents(product, quick ? 1_000 : 10_000);
    const parts: Readonly<Record<string, () => Promise<unknown>>> = {
      firstLoadRunsKbGzip: () => onPage(open, firstLoad),
      visibleMs: () => onPage(open, (page) => visible(product, page)),
      changing: () => onPage(open, (page) => changing(product, page)),
      run10k: () => ofRun(open, small),
      scrub10k: () => scrubbing(product, open, small),
      compare10k: async () => comparing(product, open, [small, await runOfEvents(product, quick ? 1_000 : 10_000)]),
      run100k: async () => ofRun(open, await runOfEvents(product, quick ? 2_000 : 100_000)),
    };
    const wanted = process.env['PARTS']?.split(',') ?? Object.keys(parts);
    for (const [name, measure] of Object.entries(parts)) if (wanted.includes(name)) figures[name] = await measure();
    return figures;
  } finally {
    await browser.close();
    await busy.close();
  }
}

async function onPage<T>(open: () => Promise<BenchPage>, measure: (page: BenchPage) => Promise<T>): Promise<T> {
  const page = await open();
  try {
    return await measure(page);
  } finally {
    await page.close();
  }
}

async function firstLoad(page: BenchPage): Promise<number> {
  return Math.round((await scriptBytes(page, '/runs', RUN_ROW)) / 100) / 10;
}

/** A run's page: medians of three cold loads; then the list of its events is scrolled. */
async function ofRun(open: () => Promise<BenchPage>, { runId, events }: BenchRun): Promise<Record<string, unknown>> {
  const usableRun: number[] = [];
  const usableEvents: number[] = [];
  for (let i = 0; i < 3; i++) {
    usableRun.push(await onPage(open, (page) => page.usable(`/runs/${runId}`, 'main h1')));
    usableEvents.push(await onPage(open, (page) => page.usable(`/runs/${runId}?tab=events`, EVENT_ROW)));
  }
  return onPage(open, async (page) => {
    await page.usable(`/runs/${runId}?tab=events`, EVENT_ROW);
    const { fps, longestMs } = await scrollFrames(page, EVENTS_LIST);
    return {
      events,
      usableRunMs: Math.round(quantile(usableRun, 0.5)),
      usableEventsMs: Math.round(quantile(usableEvents, 0.5)),
      scrollFps: Math.round(fps),
      longestFrameMs: Math.round(longestMs),
      heapMb: Math.round(await page.heapMb()),
    };
  });
}

interface BenchRun {
  readonly runId: string;
  readonly events: number;
}
const rounded = (value: number): number => Math.round(value * 10) / 10;

/** A step of the scrubber, and a jump, in the middle of a run, under each tab that shows much. */
async function scrubbing(
  product: Product,
  open: () => Promise<BenchPage>,
  run: BenchRun,
): Promise<Record<string, unknown>> {
  const figures: Record<string, unknown> = { ofEvents: run.events };
  // The record at the foot is read from the audit, which may still be behind.
  for (let head = -1; head < run.events - 1; await sleep(200))
    head = Number(Object((await product.get(`/api/record?scope=run&id=${run.runId}`))['head']).revision);
  for (const tab of ['graph', 'timeline', 'events']) {
    const { steps, jumps, cpuMs } = await onPage(open, (page) => scrubbed(page, run, tab));
    figures[tab] = {
      stepP50: rounded(quantile(steps, 0.5)),
      stepP95: rounded(quantile(steps, 0.95)),
      stepCpuMs: rounded(cpuMs),
      jumpP50: rounded(quantile(jumps, 0.5)),
      jumpP95: rounded(quantile(jumps, 0.95)),
    };
  }
  return figures;
}

/** Two runs side by side: the server's answer, and the page with every step, cold; medians of five. */
async function comparing(
  product: Product,
  open: () => Promise<BenchPage>,
  [a, b]: readonly [BenchRun, BenchRun],
): Promise<Record<string, number>> {
  const answers: number[] = [];
  const pages: number[] = [];
  const query = `a=${a.runId}&b=${b.runId}`;
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    await product.get(`/api/compare?${query}`);
    answers.push(performance.now() - began);
    pages.push(
      await onPage(open, (page) => page.usable(`/compare?${query}&all=1`, 'main [aria-label="Comparison"] table')),
    );
  }
  return {
    events: a.events + b.events,
    answerFirstMs: Math.round(answers[0] ?? NaN),
    answerMs: Math.round(quantile(answers, 0.5)),
    usableMs: Math.round(quantile(pages, 0.5)),
  };
}

/** From a run's first event (by its own time, before it is committed) until the list of runs shows the run. */
async function visible(product: Product, page: BenchPage): Promise<Record<string, number>> {
  const id = 'one-pause';
  await product.post('/api/workflows', { definition: chainOfPauses(id, 1, 50) });
  await page.usable('/runs', RUN_ROW);
  await page.watch(RUN_ROW, 'href');
  const started: string[] = [];
  for (let i = 0; i < (quick ? 10 : 100); i++) {
    const { runId } = await product.post('/api/runs', { workflowId: id, input: {} });
    started.push(String(runId));
    // Uneven, so that it falls into every phase of whatever the page does by the clock.
    await sleep(150 + ((i * 37) % 200));
  }
  await sleep(1_000);
  const seen = await page.seen();
  const delays: number[] = [];
  for (const runId of started) {
    const shown = [...seen].find(([href]) => href.startsWith(`/runs/${runId}`));
    const { items } = await product.get(`/api/runs/${runId}/events?limit=1`);
    const [first] = Array.isArray(items) ? items : [];
    if (shown) delays.push(shown[1] - Date.parse(String(Object(first).at)));
  }
  return {
    runs: started.length,
    seen: delays.length,
    p50: Math.round(quantile(delays, 0.5)),
    p95: Math.round(quantile(delays, 0.95)),
  };
}

/** Many runs that change all the time, and the list of runs open: how long the page was ever busy at a stretch. */
async function changing(product: Product, page: BenchPage): Promise<Record<string, unknown>> {
  // A step makes two events, its result and the next dispatch, which are committed together: one change.
  const runs = 200;
  const pauseMs = (runs / CHANGES_PER_SECOND) * 1_000;
  const id = 'many-pauses';
  await product.post('/api/workflows', { definition: chainOfPauses(id, STEPS_OF_A_CHANGING_RUN, pauseMs) });
  await page.usable('/runs', RUN_ROW);
  const starts = Array.from({ length: runs }, (_, i) =>
    sleep((i / runs) * pauseMs).then(() => product.post('/api/runs', { workflowId: id, input: {} })),
  );
  await Promise.all(starts);
  await page.longTasks();
  const before = await positionOf(product);
  const began = performance.now();
  await sleep(CHANGING_MS);
  const seconds = (performance.now() - began) / 1_000;
  const tasks = await page.longTasks();
  const events = (await positionOf(product)) - before;
  return {
    seconds: Math.round(seconds),
    eventsPerSecond: Math.round(events / seconds),
    longTasks: tasks.length,
    longestMs: Math.round(Math.max(0, ...tasks)),
    heapMb: Math.round(await page.heapMb()),
  };
}

async function positionOf(product: Product): Promise<number> {
  const { items } = await product.get('/api/runs?workflow=many-pauses&limit=200');
  const runs: unknown[] = Array.isArray(items) ? items : [];
  return runs.reduce((sum: number, run) => sum + Number(Object(run).revision) + 1, 0);
}

function chainOfPauses(id: string, steps: number, ms: number): unknown {
  return {
    id,
    name: id,
    steps: Array.from({ length: steps }, (_, i) => ({
      id: `step-${i}`,
      agent: 'pause',
      inputs: { ms: String(ms) },
      output: { type: 'object' },
      ...(i === 0 ? {} : { dependsOn: [`step-${i - 1}`] }),
    })),
  };
}

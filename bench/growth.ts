/**
 * npm run bench -- growth: what a step costs when much is there already. Parts (PARTS=open,store,... picks some of them):
 * rebuild: the read models from EVENTS events (default 1,000,000); store: chains of steps beside them; start: `npm start` over them;
 * open: chains beside 1, 100 and 10,000 runs that wait; steps: one run of as many steps as a definition may have; agents: 1,000 agents.
 * DATA=folder keeps the log for the next time. QUICK=1 is a small version that only shows that it works. The last line is one line of JSON.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openDataFolder } from '../src/embedded/data-folder.js';
import { caughtUp, chainCost, cpuNow, idleCpu, ownAgent, round, type Agents } from './growth/cost.js';
import { longRuns } from './growth/long-runs.js';
import { makeLog } from './growth/made-log.js';
import { withNode } from './growth/node.js';
import { startTimes } from './growth/start-times.js';
import { peakMemoryMb, residentMb } from './processes.js';
import { startProduct, type Product } from './product.js';

const quick = process.env['QUICK'] === '1';
const EVENTS = Number(process.env['EVENTS'] ?? (quick ? 20_000 : 1_000_000));
const WARM = quick ? 2 : 30;
const RUNS = quick ? 5 : 50;
const IDLE_S = quick ? 2 : 20;
const PROCESSES = 4;
const load = (): number => round(os.loadavg()[0] ?? NaN);

/** A data folder as `npm start` makes it. */
async function made(folder: string): Promise<string> {
  await (await openDataFolder(folder)).release();
  return folder;
}
async function newFolder(): Promise<string> {
  return made(await mkdtemp(path.join(process.env['WORKDIR'] ?? os.tmpdir(), 'mission-control-growth-')));
}

async function withProduct<T>(
  options: Parameters<typeof startProduct>[0],
  use: (product: Product) => Promise<T>,
): Promise<T> {
  const product = await startProduct(options);
  try {
    return await use(product);
  } finally {
    await product.stop();
  }
}

/** The folder with the log of EVENTS events, made if it is not there. */
async function filled(): Promise<string> {
  const folder = process.env['DATA'] === undefined ? await newFolder() : await made(process.env['DATA']);
  const done = path.join(folder, 'made.json');
  const isMade = await access(done).then(
    () => true,
    () => false,
  );
  if (isMade) return folder;
  const log = await withNode(folder, (url) => makeLog(url, EVENTS, (events) => console.log(`${events} events`)));
  console.log('made', JSON.stringify(log));
  await writeFile(done, JSON.stringify(log));
  return folder;
}

/** The read models, which are filled first if they are empty, anew while the product serves: each group by itself, then both at once. */
async function rebuild(folder: string): Promise<unknown> {
  return withProduct({ folder, agent: false }, async (product) => {
    const agents = { pids: [], marks: () => Promise.resolve({}) };
    await caughtUp(product);
    const figures: Record<string, object> = {};
    for (const groups of [['main'], ['audit'], ['main', 'audit']]) {
      // The peak is counted from here on. Linux only.
      writeFileSync(`/proc/${product.pids.server}/clear_refs`, '5');
      const before = cpuNow(product, agents);
      const from = performance.now();
      for (const group of groups) await product.post('/api/projections/rebuild', { group, anew: true });
      let events = 0;
      let slowestAnswerMs = 0;
      for (let left = groups; left.length > 0;) {
        await sleep(250);
        for (const group of left) {
          const asked = performance.now();
          const { rebuilding } = await product.get(`/api/projections?group=${group}`);
          slowestAnswerMs = Math.max(slowestAnswerMs, Math.round(performance.now() - asked));
          if (rebuilding === null) left = left.filter((other) => other !== group);
          else events = Math.max(events, z.object({ events: z.number() }).parse(rebuilding).events);
        }
      }
      const took = (performance.now() - from) / 1_000;
      const after = cpuNow(product, agents);
      const name = groups.join(' and ');
      figures[name] = {
        seconds: round(took, 1),
        eventsPerSecond: Math.round(events / took),
        cpuServer: round(after.server - before.server, 1),
        cpuPostgres: round(after.postgres - before.postgres, 1),
        cpuStore: round(after.eventStore - before.eventStore, 1),
        slowestAnswerMs,
        serverPeakMb: peakMemoryMb(product.pids.server),
        load: load(),
      };
      console.log('rebuild', name, JSON.stringify(figures[name]));
    }
    return figures;
  });
}

async function store(folder: string): Promise<unknown> {
  return withProduct({ folder }, async (product) => {
    await caughtUp(product);
    return { events: EVENTS, ...(await chainCost(product, ownAgent(product), WARM, RUNS)), load: load() };
  });
}

async function start(folder: string): Promise<unknown> {
  // The examples are there after the first start, as they are for whoever starts it again.
  await startTimes(folder);
  const times: Record<string, number>[] = [];
  for (let i = 0; i < (quick ? 1 : 3); i++) times.push({ ...(await startTimes(folder)), load: load() });
  return times;
}

/** A run of it waits for an approval: it is in the read models, among the open runs and among what is due. */
const GATE = {
  id: 'gate',
  name: 'Gate',
  steps: [
    {
      id: 'ask',
      agent: 'noop',
      output: { type: 'object' },
      tier: 'write',
      approval: { required: true, expiresAfter: '30d' },
    },
  ],
};

async function open(): Promise<unknown> {
  const folder = await newFolder();
  const rows: object[] = [];
  await withProduct({ folder }, async (product) => {
    await product.post('/api/workflows', { definition: GATE });
    let there = 0;
    const worker = async (until: number): Promise<void> => {
      while (there < until) {
        there++;
        await product.post('/api/runs', { workflowId: GATE.id, input: {} });
      }
    };
    for (const runs of quick ? [1, 100] : [1, 100, 10_000]) {
      await Promise.all(Array.from({ length: 16 }, () => worker(runs)));
      await caughtUp(product);
      const cost = await chainCost(product, ownAgent(product), WARM, RUNS);
      rows.push({ open: runs, ...cost, idleCpu: await idleCpu(product, ownAgent(product), IDLE_S), load: load() });
      console.log('open', JSON.stringify(rows.at(-1)));
    }
  });
  const restart = await startTimes(folder);
  await rm(folder, { recursive: true, force: true });
  return { rows, restart };
}

async function steps(): Promise<unknown> {
  return withProduct({}, async (product) => {
    await chainCost(product, ownAgent(product), WARM, quick ? 1 : 20);
    return { runs: await longRuns(product, quick ? [100] : [100, 300, 1_000, 10_000], quick ? 1 : 5), load: load() };
  });
}

async function agents(): Promise<unknown> {
  const count = quick ? 40 : 1_000;
  return withProduct({ agent: false }, async (product) => {
    const tokens: string[] = [];
    const makeTokens = async (): Promise<void> => {
      for (let left = count - tokens.length; left > 0; left = count - tokens.length) {
        const at = tokens.push('') - 1;
        const { token } = await product.post(`/api/agents/agent-${at}/tokens`, { name: `Agent ${at}` });
        tokens[at] = String(token);
      }
    };
    await Promise.all(Array.from({ length: 8 }, makeTokens));
    const children = Array.from({ length: PROCESSES }, () =>
      fork(fileURLToPath(new URL('./growth/many-agents.js', import.meta.url)), {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    );
    const connected: Agents = {
      pids: children.map(({ pid }) => pid ?? 0),
      async marks() {
        const all: Record<string, number[]> = {};
        for (const child of children) {
          const answered = once(child, 'message');
          child.send('marks');
          const [{ marks }] = (await answered) as [{ marks: Record<string, number[]> }];
          for (const [runId, entered] of Object.entries(marks)) (all[runId] ??= []).push(...entered);
        }
        return all;
      },
    };
    await sleep(quick ? 500 : 5_000);
    const residentBefore = residentMb(product.pids.server) ?? NaN;
    const idleBefore = await idleCpu(product, { pids: [], marks: connected.marks }, IDLE_S);
    const from = performance.now();
    const share = Math.ceil(count / PROCESSES);
    const ready = children.map((child, i) => {
      const answered = once(child, 'message');
      child.send({ url: product.url, tokens: tokens.slice(i * share, (i + 1) * share) });
      return answered;
    });
    await Promise.all(ready);
    const connectSeconds = round((performance.now() - from) / 1_000);
    await caughtUp(product);
    await sleep(quick ? 500 : 5_000);
    const idle = await idleCpu(product, connected, IDLE_S);
    const residentAfter = residentMb(product.pids.server) ?? NaN;
    const cost = await chainCost(product, connected, WARM, RUNS);
    const figures = {
      agents: count,
      connectSeconds,
      serverKbPerAgent: Math.round(((residentAfter - residentBefore) * 1_024) / count),
      agentKbPerAgent: Math.round(
        (connected.pids.reduce((sum, pid) => sum + (residentMb(pid) ?? 0), 0) * 1_024) / count,
      ),
      idleBefore,
      idle,
      ...cost,
      load: load(),
    };
    for (const child of children) child.disconnect();
    return figures;
  });
}

const PARTS = { rebuild, store, start, open, steps, agents };
const wanted = (process.env['PARTS'] ?? Object.keys(PARTS).join(',')).split(',');
const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  console.error(`"${unknown}" is no part. Use some of: ${Object.keys(PARTS).join(',')}.`);
  process.exit(2);
}
const overLog = new Set(['rebuild', 'store', 'start']);
const folder = wanted.some((name) => overLog.has(name)) ? await filled() : '';
const figures: Record<string, unknown> = {};
for (const [name, part] of Object.entries(PARTS)) {
  if (!wanted.includes(name)) continue;
  console.log(`${name}: load ${load()}`);
  figures[name] = await part(folder);
  console.log(name, JSON.stringify(figures[name], undefined, 2));
}
if (folder !== '' && process.env['DATA'] === undefined) await rm(folder, { recursive: true, force: true });
console.log(JSON.stringify({ bench: 'growth', node: process.version, events: EVENTS, ...figures }));
process.exit(0);

import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { openDataFolder } from "../src/embedded/data-folder.js";
import { caughtUp, chainCost, cpuNow, idleCpu, ownAgent, round } from "./growth/cost.js";
import { longRuns } from "./growth/long-runs.js";
import { makeLog } from "./growth/made-log.js";
import { withNode } from "./growth/node.js";
import { startTimes } from "./growth/start-times.js";
import { peakMemoryMb, residentMb } from "./processes.js";
import { startProduct } from "./product.js";
const quick = process.env.QUICK === "1", EVENTS = Number(process.env.EVENTS ?? (quick ? 2e4 : 1e6)), WARM = quick ? 2 : 30, RUNS = quick ? 5 : 50, IDLE_S = quick ? 2 : 20, PROCESSES = 4, load = () => round(os.loadavg()[0] ?? NaN);
async function made(folder2) {
  return await (await openDataFolder(folder2)).release(), folder2;
}
async function newFolder() {
  return made(await mkdtemp(path.join(process.env.WORKDIR ?? os.tmpdir(), "mission-control-growth-")));
}
async function withProduct(options, use) {
  const product = await startProduct(options);
  try {
    return await use(product);
  } finally {
    await product.stop();
  }
}
async function filled() {
  const folder2 = process.env.DATA === void 0 ? await newFolder() : await made(process.env.DATA), done = path.join(folder2, "made.json");
  if (await access(done).then(
    () => !0,
    () => !1
  )) return folder2;
  const log = await withNode(folder2, (url) => makeLog(url, EVENTS, (events) => console.log(`${events} events`)));
  return console.log("made", JSON.stringify(log)), await writeFile(done, JSON.stringify(log)), folder2;
}
async function rebuild(folder2) {
  return withProduct({ folder: folder2, agent: !1 }, async (product) => {
    const agents2 = { pids: [], marks: () => Promise.resolve({}) };
    await caughtUp(product);
    const groups = {};
    let seconds = 0;
    for (const group of ["main", "audit"]) {
      writeFileSync(`/proc/${product.pids.server}/clear_refs`, "5");
      const before = cpuNow(product, agents2), from = performance.now();
      await product.post("/api/projections/rebuild", { group, anew: !0 });
      let events = 0, slowestAnswerMs = 0;
      for (; ; ) {
        const asked = performance.now(), { rebuilding } = await product.get(`/api/projections?group=${group}`);
        if (slowestAnswerMs = Math.max(slowestAnswerMs, Math.round(performance.now() - asked)), rebuilding === null) break;
        events = Math.max(events, z.object({ events: z.number() }).parse(rebuilding).events), await sleep(250);
      }
      const took = (performance.now() - from) / 1e3;
      seconds += took;
      const after = cpuNow(product, agents2);
      groups[group] = {
        seconds: round(took, 1),
        eventsPerSecond: Math.round(events / took),
        cpuServer: round(after.server - before.server, 1),
        cpuPostgres: round(after.postgres - before.postgres, 1),
        cpuStore: round(after.eventStore - before.eventStore, 1),
        slowestAnswerMs,
        serverPeakMb: peakMemoryMb(product.pids.server),
        load: load()
      }, console.log("rebuild", group, JSON.stringify(groups[group]));
    }
    return { ...groups, seconds: round(seconds, 1) };
  });
}
async function store(folder2) {
  return withProduct({ folder: folder2 }, async (product) => (await caughtUp(product), { events: EVENTS, ...await chainCost(product, ownAgent(product), WARM, RUNS), load: load() }));
}
async function start(folder2) {
  await startTimes(folder2);
  const times = [];
  for (let i = 0; i < (quick ? 1 : 3); i++) times.push({ ...await startTimes(folder2), load: load() });
  return times;
}
const GATE = {
  id: "gate",
  name: "Gate",
  steps: [
    {
      id: "ask",
      agent: "noop",
      output: { type: "object" },
      tier: "write",
      approval: { required: !0, expiresAfter: "30d" }
    }
  ]
};
async function open() {
  const folder2 = await newFolder(), rows = [];
  await withProduct({ folder: folder2 }, async (product) => {
    await product.post("/api/workflows", { definition: GATE });
    let there = 0;
    const worker = async (until) => {
      for (; there < until; )
        there++, await product.post("/api/runs", { workflowId: GATE.id, input: {} });
    };
    for (const runs of quick ? [1, 100] : [1, 100, 1e4]) {
      await Promise.all(Array.from({ length: 16 }, () => worker(runs))), await caughtUp(product);
      const cost = await chainCost(product, ownAgent(product), WARM, RUNS);
      rows.push({ open: runs, ...cost, idleCpu: await idleCpu(product, ownAgent(product), IDLE_S), load: load() }), console.log("open", JSON.stringify(rows.at(-1)));
    }
  });
  const restart = await startTimes(folder2);
  return await rm(folder2, { recursive: !0, force: !0 }), { rows, restart };
}
async function steps() {
  return withProduct({}, async (product) => (await chainCost(product, ownAgent(product), WARM, quick ? 1 : 20), { runs: await longRuns(product, quick ? [100] : [100, 300, 1e3], quick ? 1 : 5), load: load() }));
}
async function agents() {
  const count = quick ? 40 : 1e3;
  return withProduct({ agent: !1 }, async (product) => {
    const tokens = [], makeTokens = async () => {
      for (let left = count - tokens.length; left > 0; left = count - tokens.length) {
        const at = tokens.push("") - 1, { token } = await product.post(`/api/agents/agent-${at}/tokens`, { name: `Agent ${at}` });
        tokens[at] = String(token);
      }
    };
    await Promise.all(Array.from({ length: 8 }, makeTokens));
    const children = Array.from(
      { length: PROCESSES },
      () => fork(fileURLToPath(new URL("./growth/many-agents.js", import.meta.url)), {
        stdio: ["ignore", "inherit", "inherit", "ipc"]
      })
    ), connected = {
      pids: children.map(({ pid }) => pid ?? 0),
      async marks() {
        const all = {};
        for (const child of children) {
          const answered = once(child, "message");
          child.send("marks");
          const [{ marks }] = await answered;
          for (const [runId, entered] of Object.entries(marks)) (all[runId] ??= []).push(...entered);
        }
        return all;
      }
    };
    await sleep(quick ? 500 : 5e3);
    const residentBefore = residentMb(product.pids.server) ?? NaN, idleBefore = await idleCpu(product, { pids: [], marks: connected.marks }, IDLE_S), from = performance.now(), share = Math.ceil(count / PROCESSES), ready = children.map((child, i) => {
      const answered = once(child, "message");
      return child.send({ url: product.url, tokens: tokens.slice(i * share, (i + 1) * share) }), answered;
    });
    await Promise.all(ready);
    const connectSeconds = round((performance.now() - from) / 1e3);
    await caughtUp(product), await sleep(quick ? 500 : 5e3);
    const idle = await idleCpu(product, connected, IDLE_S), residentAfter = residentMb(product.pids.server) ?? NaN, cost = await chainCost(product, connected, WARM, RUNS), figures2 = {
      agents: count,
      connectSeconds,
      serverKbPerAgent: Math.round((residentAfter - residentBefore) * 1024 / count),
      agentKbPerAgent: Math.round(
        connected.pids.reduce((sum, pid) => sum + (residentMb(pid) ?? 0), 0) * 1024 / count
      ),
      idleBefore,
      idle,
      ...cost,
      load: load()
    };
    for (const child of children) child.disconnect();
    return figures2;
  });
}
const PARTS = { rebuild, store, start, open, steps, agents }, wanted = (process.env.PARTS ?? Object.keys(PARTS).join(",")).split(","), unknown = wanted.find((name) => !Object.hasOwn(PARTS, name));
unknown !== void 0 && (console.error(`"${unknown}" is no part. Use some of: ${Object.keys(PARTS).join(",")}.`), process.exit(2));
const overLog = /* @__PURE__ */ new Set(["rebuild", "store", "start"]), folder = wanted.some((name) => overLog.has(name)) ? await filled() : "", figures = {};
for (const [name, part] of Object.entries(PARTS))
  wanted.includes(name) && (console.log(`${name}: load ${load()}`), figures[name] = await part(folder), console.log(name, JSON.stringify(figures[name], void 0, 2)));
folder !== "" && process.env.DATA === void 0 && await rm(folder, { recursive: !0, force: !0 });
console.log(JSON.stringify({ bench: "growth", node: process.version, events: EVENTS, ...figures }));
process.exit(0);
//# sourceMappingURL=growth.js.map

import os from "node:os";
import { benchConsole } from "./console.js";
import { cpuOfTree, peakMemoryMb } from "./processes.js";
import { startProduct } from "./product.js";
const quick = process.env.QUICK === "1", step = (id, dependsOn = []) => ({
  id,
  agent: "noop",
  output: { type: "object" },
  ...dependsOn.length ? { dependsOn } : {}
}), chain = (n) => ({
  id: `chain-${n}`,
  name: `Chain of ${n}`,
  steps: Array.from({ length: n }, (_, i) => step(`s${i}`, i === 0 ? [] : [`s${i - 1}`]))
}), fan = (n) => {
  const middle = Array.from({ length: n }, (_, i) => `p${i}`);
  return {
    id: `fan-${n}`,
    name: `Fan of ${n}`,
    steps: [step("first"), ...middle.map((id) => step(id, ["first"])), step("last", middle)]
  };
}, round = (value, digits = 3) => value === void 0 ? null : Number(value.toFixed(digits)), quantile = (values, p) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(p * values.length))], scenarios = {
  console: benchConsole,
  async chain(product2) {
    await product2.post("/api/workflows", { definition: chain(20) });
    const warm = quick ? 1 : Number(process.env.WARM ?? 5);
    for (let i = 0; i < warm; i++) await product2.run("chain-20");
    await product2.marks();
    const runs = quick ? 2 : 20, gaps = [], totals = [], first = [], last = [];
    let bad;
    for (let i = 0; i < runs; i++) {
      const { runId, ms, startedAt, seenAt } = await product2.run("chain-20"), marks = (await product2.marks())[runId] ?? [];
      marks.length !== 20 && (bad = marks.length), totals.push(ms), first.push((marks[0] ?? 0) - startedAt), last.push(seenAt - (marks.at(-1) ?? 0));
      for (let k = 1; k < marks.length; k++) gaps.push((marks[k] ?? 0) - (marks[k - 1] ?? 0));
    }
    return {
      runs,
      stepP50: round(quantile(gaps, 0.5)),
      stepP99: round(quantile(gaps, 0.99)),
      stepMean: round(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length),
      totalP50: round(quantile(totals, 0.5), 2),
      startP50: round(quantile(first, 0.5), 2),
      resultP50: round(quantile(last, 0.5), 2),
      ...bad === void 0 ? {} : { bad }
    };
  },
  async fan(product2) {
    await product2.post("/api/workflows", { definition: fan(100) });
    for (let i = 0; i < (quick ? 1 : 2); i++) await product2.run("fan-100");
    await product2.marks();
    const runs = quick ? 2 : 5, totals = [], inner = [];
    let bad;
    for (let i = 0; i < runs; i++) {
      const { runId, ms } = await product2.run("fan-100"), marks = (await product2.marks())[runId] ?? [];
      marks.length !== 102 && (bad = marks.length), totals.push(ms), inner.push((marks.at(-1) ?? 0) - (marks[0] ?? 0));
    }
    return {
      runs,
      totalP50: round(quantile(totals, 0.5), 2),
      totalMin: round(Math.min(...totals), 2),
      totalMax: round(Math.max(...totals), 2),
      firstToJoinP50: round(quantile(inner, 0.5), 2),
      ...bad === void 0 ? {} : { bad }
    };
  },
  async load(product2) {
    const many = Number(process.env.WORKFLOWS ?? (quick ? 50 : 1e3));
    await product2.post("/api/workflows", { definition: chain(10) });
    const all = (n) => Promise.all(Array.from({ length: n }, () => product2.run("chain-10")));
    await all(quick ? 5 : 20), await product2.marks();
    const names = ["server", "eventStore", "postgres", "agent"], cpu = () => names.map((name2) => cpuOfTree(product2.pids[name2])), before = cpu(), startedAt = performance.timeOrigin + performance.now();
    await all(many);
    const elapsed = performance.timeOrigin + performance.now() - startedAt, used = cpu().map((value, i) => value - (before[i] ?? 0)), marks = Object.values(await product2.marks()).flat(), lastStep = marks.reduce((latest, mark) => Math.max(latest, mark), 0) - startedAt, split = Object.fromEntries(names.map((name2, i) => [name2, round((used[i] ?? 0) * 1e3 / (many * 10))]));
    return {
      steps: marks.length,
      elapsedMs: round(elapsed, 1),
      stepsPerSec: round(many * 10 / elapsed * 1e3, 1),
      stepsPerSecToLastStep: round(many * 10 / lastStep * 1e3, 1),
      cpuNode: round(used[0], 2),
      cpuStore: round(
        used.slice(1).reduce((sum, value) => sum + value, 0),
        2
      ),
      cpuMsPerStep: round(used.reduce((sum, value) => sum + value, 0) * 1e3 / (many * 10)),
      cpuSplit: split,
      rssNodeMb: peakMemoryMb(product2.pids.server),
      rssStoreMb: [peakMemoryMb(product2.pids.eventStore), peakMemoryMb(product2.pids.agent)],
      ...marks.length === many * 10 ? {} : { bad: marks.length }
    };
  }
}, name = process.argv[2] ?? "chain", scenario = scenarios[name];
scenario || (console.error(`"${name}" is no scenario. Use one of: ${Object.keys(scenarios).join(", ")}.`), process.exit(2));
const product = await startProduct();
try {
  const figures = await scenario(product), line = {
    peer: "mission-control",
    scenario: name,
    node: process.version,
    ...figures,
    load1: round(os.loadavg()[0], 2),
    durability: "every append flushed before its acknowledgement (embedded node, LMDB)",
    config: "server, event store node, PostgreSQL with read models on, one agent over socket.io, each in a process of its own; runs started over HTTP"
  };
  for (const [key, value] of Object.entries(figures))
    console.log(`${key.padEnd(24)} ${typeof value == "object" ? JSON.stringify(value) : String(value)}`);
  console.log(JSON.stringify(line));
} finally {
  await product.stop();
}
process.exit(0);
//# sourceMappingURL=main.js.map

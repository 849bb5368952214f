import { setTimeout as sleep } from "node:timers/promises";
import { cpuOfTree, residentMb } from "../processes.js";
const round = (value, digits = 2) => Number(value.toFixed(digits)), quantile = (values, p) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(p * values.length))] ?? NaN, ownAgent = (product) => ({ pids: [product.pids.agent], marks: () => product.marks() });
function cpuNow({ pids }, agents) {
  const agent = agents.pids.reduce((sum, pid) => sum + cpuOfTree(pid), 0);
  return {
    server: cpuOfTree(pids.server),
    eventStore: cpuOfTree(pids.eventStore),
    postgres: cpuOfTree(pids.postgres),
    agent
  };
}
function spent(before, after, by) {
  const of = (name) => round((after[name] - before[name]) * 1e3 / by, 3);
  return { server: of("server"), eventStore: of("eventStore"), postgres: of("postgres"), agent: of("agent") };
}
async function idleCpu(product, agents, seconds) {
  const before = cpuNow(product, agents), from = performance.now();
  return await sleep(seconds * 1e3), spent(before, cpuNow(product, agents), (performance.now() - from) / 1e3);
}
const CHAIN = 20, step = (id, dependsOn = []) => ({
  id,
  agent: "noop",
  output: { type: "object" },
  ...dependsOn.length ? { dependsOn } : {}
}), chain = (length) => ({
  id: `chain-${length}`,
  name: `Chain of ${length}`,
  steps: Array.from({ length }, (_, i) => step(`s${i}`, i === 0 ? [] : [`s${i - 1}`]))
});
async function chainCost(product, agents, warm, runs) {
  const id = `chain-${CHAIN}`;
  await product.post("/api/workflows", { definition: chain(CHAIN) });
  for (let i = 0; i < warm; i++) await product.run(id);
  await agents.marks();
  const before = cpuNow(product, agents);
  for (let i = 0; i < runs; i++) await product.run(id);
  const cpu = spent(before, cpuNow(product, agents), runs * CHAIN), gaps = [];
  for (const entered of Object.values(await agents.marks())) {
    const marks = [...entered].sort((a, b) => a - b);
    for (let i = 1; i < marks.length; i++) gaps.push((marks[i] ?? 0) - (marks[i - 1] ?? 0));
  }
  if (gaps.length !== runs * (CHAIN - 1))
    throw new Error(`${gaps.length} steps followed another, not ${runs * (CHAIN - 1)}`);
  return {
    stepP50: round(quantile(gaps, 0.5)),
    stepP99: round(quantile(gaps, 0.99)),
    cpu,
    cpuAll: round(cpu.server + cpu.eventStore + cpu.postgres + cpu.agent),
    serverMb: residentMb(product.pids.server)
  };
}
async function caughtUp(product) {
  for (const group of ["main", "audit"])
    for (; ; ) {
      const { state, lag } = await product.get(`/api/projections?group=${group}`);
      if (state === "live" && lag === "0") break;
      await sleep(200);
    }
}
export {
  CHAIN,
  caughtUp,
  chain,
  chainCost,
  cpuNow,
  idleCpu,
  ownAgent,
  quantile,
  round,
  step
};
//# sourceMappingURL=cost.js.map

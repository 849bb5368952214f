import { chain, cpuNow, ownAgent, quantile, round, step } from "./cost.js";
const SAMPLE_MS = 20, PARTS = 10, wide = (steps) => {
  const middle = Array.from({ length: steps - 2 }, (_, i) => `p${i}`);
  return {
    id: `wide-${steps}`,
    name: `Wide ${steps}`,
    limits: { parallelism: 1e3 },
    steps: [step("first"), ...middle.map((id) => step(id, ["first"])), step("last", middle)]
  };
};
async function longRuns(product, sizes, runs) {
  const measured = [];
  for (const steps of sizes)
    for (const [shape, definition] of [
      ["deep", chain(steps)],
      ["wide", wide(steps)]
    ]) {
      await product.post("/api/workflows", { definition });
      const id = shape === "deep" ? `chain-${steps}` : `wide-${steps}`;
      await product.run(id);
      const each = [];
      for (let i = 0; i < runs; i++) each.push(await one(product, id, shape, steps));
      const median = (of) => quantile(each.map(of), 0.5);
      measured.push({
        shape,
        steps,
        seconds: median(({ seconds }) => seconds),
        msAtBegin: median(({ msAtBegin }) => msAtBegin),
        msAtEnd: median(({ msAtEnd }) => msAtEnd),
        cpu: median(({ cpu }) => cpu),
        serverAtBegin: median(({ serverAtBegin }) => serverAtBegin),
        serverAtEnd: median(({ serverAtEnd }) => serverAtEnd)
      }), console.log(JSON.stringify(measured.at(-1)));
    }
  return measured;
}
async function one(product, id, shape, steps) {
  const agents = ownAgent(product);
  await agents.marks();
  const samples = [], sample = () => {
    samples.push({ at: performance.timeOrigin + performance.now(), cpu: cpuNow(product, agents) });
  };
  sample();
  const timer = setInterval(sample, SAMPLE_MS), { ms, runId } = await product.run(id);
  clearInterval(timer), sample();
  const marks = [...(await agents.marks())[runId] ?? []].sort((a, b) => a - b);
  if (marks.length !== steps) throw new Error(`${marks.length} steps were done, not ${steps}`);
  const between = (from, to) => {
    const [begin, end] = [marks[from] ?? 0, marks[to] ?? 0], serverAt = (time) => {
      const after2 = samples.findIndex(({ at }) => at >= time), [a, b] = [samples[after2 - 1] ?? samples[0], samples[after2] ?? samples.at(-1)];
      return !a || !b || a === b ? a?.cpu.server ?? 0 : a.cpu.server + (b.cpu.server - a.cpu.server) * (time - a.at) / (b.at - a.at);
    };
    return {
      ms: round((end - begin) / (to - from), 3),
      server: round((serverAt(end) - serverAt(begin)) * 1e3 / (to - from), 3)
    };
  }, tenth = Math.floor(steps / PARTS), first = between(0, tenth), last = between(steps - 1 - tenth, steps - 1), all = ({ server, eventStore, postgres, agent }) => server + eventStore + postgres + agent, [before, after] = [samples[0], samples.at(-1)];
  return {
    shape,
    steps,
    seconds: round(ms / 1e3, 3),
    msAtBegin: first.ms,
    msAtEnd: last.ms,
    cpu: before && after ? round((all(after.cpu) - all(before.cpu)) * 1e3 / steps, 3) : NaN,
    serverAtBegin: first.server,
    serverAtEnd: last.server
  };
}
export {
  longRuns
};
//# sourceMappingURL=long-runs.js.map

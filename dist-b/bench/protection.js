import { Protector } from "../src/commands/protection/protector.js";
import { MemoryKeyStore } from "../src/keystore/memory-key-store.js";
import { mayHoldSecret } from "../src/domain/kernel/secret-shapes.js";
const ROUNDS = 2e4, text = "The quarterly report covers the risk-weighted figures of task-12 and was written by the analysis agent. ", result = (repeat) => ({
  name: "CompleteStep",
  payload: {
    leaseId: "6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60",
    resultId: "6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f61",
    output: {
      text: text.repeat(repeat),
      rows: Array.from({ length: 8 }, (_, id) => ({ id, name: `row ${id}`, total: 12.5 * id })),
      url: "https://example.org/a/b?c=d"
    },
    summary: "done",
    usage: []
  }
}), schema = { type: "object", properties: { text: { type: "string" } } }, marked = { type: "object", properties: { url: { type: "string", "x-subject": "/text" } } }, protector = new Protector(new MemoryKeyStore()), part = (of) => [
  { path: ["output"], schema: of, runInput: () => null, unnamed: "nobody" }
];
async function measure(name, work) {
  for (let i = 0; i < ROUNDS; i++) await work();
  const started = process.cpuUsage();
  for (let i = 0; i < ROUNDS; i++) await work();
  const { user, system } = process.cpuUsage(started), us = (user + system) / ROUNDS;
  return console.log(`${name}: ${us.toFixed(1)} us`), Number(us.toFixed(1));
}
const one = result(7), figures = {
  payloadBytes: JSON.stringify(one.payload).length,
  plainUs: await measure("1 KB without secrets or marks", () => protector.protect(one, part(schema), "c")),
  large: await measure("64 KB without secrets or marks", () => protector.protect(result(600), void 0, "c")),
  secretUs: await measure(
    "1 KB with one secret",
    () => protector.protect({ ...one, payload: { ...one.payload, summary: `key ghp_${"aB3d".repeat(9)}` } }, void 0, "c")
  ),
  personalUs: await measure("1 KB with one personal field", () => protector.protect(one, part(marked), "c")),
  textUs: await measure("one text of 1 KB", () => mayHoldSecret(one.payload.output.text))
};
console.log(JSON.stringify(figures));
//# sourceMappingURL=protection.js.map

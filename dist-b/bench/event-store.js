import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
const PAYLOAD = { text: "x".repeat(470) }, METADATA = { correlationId: randomUUID(), causationId: randomUUID(), text: "y".repeat(90) }, event = () => jsonEvent({ type: "StepCompleted", data: PAYLOAD, metadata: METADATA }), ticksPerSecond = 100;
function cpuMs(pid) {
  if (pid !== void 0)
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8"), fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return (Number(fields[11]) + Number(fields[12])) * 1e3 / ticksPerSecond;
    } catch {
      return;
    }
}
const percentile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? NaN, round = (n, digits = 2) => n === void 0 ? null : Number(n.toFixed(digits));
async function startProcess(folder) {
  const main2 = fileURLToPath(new URL("../src/embedded/event-store/main.js", import.meta.url)), child = spawn(process.execPath, [main2, "--data", folder], { stdio: ["ignore", "pipe", "inherit"] }), [chunk] = await once(child.stdout, "data"), ready = JSON.parse(String(chunk));
  if (typeof ready != "object" || ready === null || !("port" in ready))
    throw new Error("the node did not say its port");
  return { child, url: `esdb://127.0.0.1:${String(ready.port)}?tls=false` };
}
async function writers(client, count, appends) {
  const latencies = [], perWriter = Math.ceil(appends / count), run = async () => {
    const stream = `bench-${randomUUID()}`;
    for (let revision = -1; revision < perWriter - 1; revision++) {
      const started = performance.now();
      await client.appendToStream(stream, event(), { expectedRevision: revision < 0 ? "no_stream" : BigInt(revision) }), latencies.push(performance.now() - started);
    }
  };
  return await Promise.all(Array.from({ length: count }, run)), latencies.sort((a, b) => a - b);
}
async function main() {
  const external = process.env.EVENTSTORE_URL, folder = mkdtempSync(path.join(process.env.WORKDIR ?? os.tmpdir(), "event-store-bench-")), started = external === void 0 ? await startProcess(folder) : void 0, pid = started?.child.pid, client = EventStoreDBClient.connectionString(external ?? started?.url ?? ""), measured = async (work) => {
    const cpu = cpuMs(pid), from = performance.now(), result = await work(), now = cpuMs(pid);
    return {
      result,
      ms: performance.now() - from,
      cpu: cpu === void 0 || now === void 0 ? void 0 : now - cpu
    };
  };
  await writers(client, 20, 4e3);
  const one = await measured(() => writers(client, 1, 2e3)), fifty = await measured(() => writers(client, 50, 4e4)), catchUp = await measured(async () => {
    let events = 0;
    for await (const _ of client.readAll({ fromPosition: "start", maxCount: Number.MAX_SAFE_INTEGER })) events++;
    return events;
  }), subscription = client.subscribeToAll({ fromPosition: "end" });
  await once(subscription, "confirmation");
  const seen = /* @__PURE__ */ new Map();
  subscription.on("data", ({ event: recorded }) => recorded && seen.get(recorded.id)?.(performance.now()));
  const live = [], stream = `live-${randomUUID()}`;
  for (let index = 0; index < 1e3; index++) {
    const sent = event(), from = performance.now(), arrived = new Promise((resolve) => seen.set(sent.id, resolve));
    await client.appendToStream(stream, sent), live.push(await arrived - from), seen.delete(sent.id);
  }
  live.sort((a, b) => a - b);
  let delivered = 0;
  subscription.on("data", () => delivered++);
  const loaded = await measured(async () => {
    const latencies = await writers(client, 50, 2e4);
    for (; delivered < 2e4; ) await once(subscription, "data");
    return latencies;
  });
  await subscription.unsubscribe();
  const perThousand = (run) => round(run.cpu === void 0 ? void 0 : run.cpu / run.result.length * 1e3, 1), rss = pid === void 0 ? void 0 : Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024, rows = {
    "one writer, append p50 (ms)": round(percentile(one.result, 0.5)),
    "one writer, append p99 (ms)": round(percentile(one.result, 0.99)),
    "one writer, node CPU per 1,000 appends (ms)": perThousand(one),
    "50 writers, appends/s": round(fifty.result.length / fifty.ms * 1e3, 0),
    "50 writers, append p50 (ms)": round(percentile(fifty.result, 0.5)),
    "50 writers, append p99 (ms)": round(percentile(fifty.result, 0.99)),
    "50 writers, node CPU per 1,000 appends (ms)": perThousand(fifty),
    "catch-up read (events/s)": round(catchUp.result / catchUp.ms * 1e3, 0),
    "append to subscriber p50 (ms)": round(percentile(live, 0.5)),
    "append to subscriber p99 (ms)": round(percentile(live, 0.99)),
    "50 writers and a subscriber, events/s": round(loaded.result.length / loaded.ms * 1e3, 0),
    "50 writers and a subscriber, node CPU per 1,000 appends (ms)": perThousand(loaded),
    "resident memory (MB)": round(rss, 0)
  };
  console.table(rows), console.log(
    JSON.stringify({ bench: "event-store", server: external === void 0 ? "embedded" : "external", ...rows })
  ), await client.dispose(), started && (started.child.kill(), await once(started.child, "exit")), rmSync(folder, { recursive: !0, force: !0 });
}
await main();
//# sourceMappingURL=event-store.js.map

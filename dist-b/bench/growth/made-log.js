import { GENESIS } from "../../src/domain/kernel/envelope.js";
import { connect } from "../../src/eventstore/connect.js";
import { MADE_AT, makeTemplates, MIX } from "./templates.js";
const AT_ONCE = 30, SPAN_MS = 90 * 864e5, silent = { info: () => {
}, warn: console.warn }, VARIABLE = /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})([0-9a-f]{8})|(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)|(?<="now":)(\d{13})/g;
function copier(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    parts.push(text.slice(from, match.index));
    const [all, id, , iso, ms] = match;
    id !== void 0 ? parts.push({ id }) : iso !== void 0 ? parts.push({ iso: Date.parse(iso) }) : parts.push({ ms: Number(ms) }), from = match.index + all.length;
  }
  return parts.push(text.slice(from)), (copy, shiftMs) => {
    const number = copy.toString(16).padStart(8, "0");
    let made = "";
    for (const part of parts)
      typeof part == "string" ? made += part : "id" in part ? made += part.id + number : "iso" in part ? made += new Date(part.iso + shiftMs).toISOString() : made += String(part.ms + shiftMs);
    return made;
  };
}
function kindOf(number) {
  let place = number * 37 % 100;
  for (const [kind, share] of Object.entries(MIX)) {
    if (place < share) return kind;
    place -= share;
  }
  return "plain";
}
async function makeLog(url, events, onProgress) {
  const started = performance.now(), templates = await makeTemplates(), { store, blobs, dispose } = connect({ url, writer: { version: "bench", bootId: "bench" }, log: silent });
  for (const { text, sha256, mediaType } of templates.blobs) await blobs.put(text, sha256, mediaType);
  const append = async (stream, head, what) => {
    const outcome = await store.append(stream, head, what);
    if (outcome.kind !== "appended") throw new Error(`${stream}: somebody else has written to it`);
    return made += what.length, outcome.head;
  }, START = { revision: -1, hash: GENESIS };
  let made = 0;
  const heads = /* @__PURE__ */ new Map();
  for (const one of templates.base)
    heads.set(one.stream, await append(one.stream, heads.get(one.stream) ?? START, one.events));
  const copiers = new Map(
    [...templates.runs].map(([kind, appends]) => [kind, appends.map((one) => copier(JSON.stringify(one)))])
  ), perRun = Object.entries(MIX).reduce(
    (sum, [kind, share]) => sum + share / 100 * (templates.runs.get(kind) ?? []).flatMap((one) => one.events).length,
    0
  ), began = Date.now() - SPAN_MS;
  let next = 0, open = 0, told = 0;
  const write = async () => {
    for (; made < events; ) {
      const number = next++, kind = kindOf(number);
      (kind === "waiting" || kind === "paused") && open++;
      const shiftMs = began - MADE_AT + Math.floor(Math.min(1, number * perRun / events) * (SPAN_MS - 36e5));
      let head = START;
      for (const copy of copiers.get(kind) ?? []) {
        const one = JSON.parse(copy(number + 1, shiftMs));
        head = await append(one.stream, head, one.events);
      }
      made - told >= 1e5 && onProgress(told = made);
    }
  };
  return await Promise.all(Array.from({ length: AT_ONCE }, write)), await dispose(), { events: made, runs: next, open, seconds: (performance.now() - started) / 1e3 };
}
export {
  makeLog
};
//# sourceMappingURL=made-log.js.map

import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { z } from "zod";
import { messageOf } from "../domain/kernel/errors.js";
const EventLine = z.object({
  stream: z.string(),
  revision: z.int(),
  id: z.string(),
  type: z.string(),
  position: z.string().optional(),
  metadata: z.unknown(),
  data: z.unknown()
}), Complete = z.object({ complete: z.object({ through: z.string() }) });
class NotARecord extends Error {
  name = "NotARecord";
}
const BLOCK = 512, USTAR_AT = 257;
async function readRecordFile(file) {
  const gzipped = (await head(() => createReadStream(file), 2)).equals(Buffer.from([31, 139])), bytes = () => gzipped ? createReadStream(file).pipe(createGunzip()) : createReadStream(file);
  if ((await head(bytes, BLOCK)).toString("latin1", USTAR_AT, USTAR_AT + 5) !== "ustar")
    return { facts: factsIn(bytes()), blobs: void 0 };
  const payloads = /* @__PURE__ */ new Map();
  return {
    facts: factsOfBundle(bytes(), payloads),
    blobs: (sha256) => {
      const found = payloads.get(sha256), value = found === void 0 ? void 0 : JSON.parse(found.toString());
      return Promise.resolve(value);
    }
  };
}
async function head(opened, count) {
  const stream = opened(), parts = [];
  let length = 0;
  for await (const chunk of stream) {
    const part = Buffer.from(chunk);
    if (parts.push(part), length += part.length, length >= count) break;
  }
  return stream.destroy(), Buffer.concat(parts).subarray(0, count);
}
async function* factsOfBundle(bytes, payloads) {
  const tar = bytes.pipe(extract());
  for await (const entry of tar) {
    const { name } = entry.header, content = Readable.from(entry);
    name.startsWith("payloads/") ? payloads.set(name.slice(9), await wholeOf(content)) : name === "events.ndjson" ? yield* factsIn(content) : await wholeOf(content);
  }
}
async function wholeOf(bytes) {
  const parts = [];
  for await (const part of bytes) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}
async function* factsIn(bytes) {
  let number = 0;
  for await (const line of createInterface({ input: bytes, crlfDelay: 1 / 0 })) {
    if (number++, line === "") continue;
    const fact = factOf(line, number);
    fact !== void 0 && (yield fact);
  }
}
function factOf(line, number) {
  let value;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new NotARecord(`Line ${number} is no JSON: ${messageOf(error)}.`);
  }
  if (Complete.safeParse(value).success) return;
  const parsed = EventLine.safeParse(value);
  if (!parsed.success)
    throw new NotARecord(
      `Line ${number} is no event: ${parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join("; ")}.`
    );
  return parsed.data;
}
const AcknowledgedLine = z.object({
  stream: z.string(),
  revision: z.int(),
  position: z.string().optional(),
  commandId: z.string().optional(),
  logEnd: z.string().optional()
});
async function readAcknowledged(file) {
  const handle = await open(file), acknowledged = [];
  let number = 0;
  for await (const line of handle.readLines()) {
    if (number++, line.trim() === "") continue;
    let value;
    try {
      value = JSON.parse(line);
    } catch (error) {
      throw new NotARecord(`Line ${number} of ${file} is no JSON: ${messageOf(error)}.`);
    }
    const parsed = AcknowledgedLine.safeParse(value);
    if (!parsed.success) throw new NotARecord(`Line ${number} of ${file} wants stream and revision of an answer.`);
    acknowledged.push(parsed.data);
  }
  return acknowledged;
}
export {
  NotARecord,
  readAcknowledged,
  readRecordFile
};
//# sourceMappingURL=record-file.js.map

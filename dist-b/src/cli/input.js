import { createReadStream } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { JsonValue } from "../api/contract/primitives.js";
import { MAX_EDGE_BYTES } from "../domain/kernel/edge-json.js";
import { nanoFromUsd } from "../domain/kernel/money.js";
import { Failure } from "./failure.js";
import { messageOf } from "../domain/kernel/errors.js";
const JsonObject = z.custom(
  (value) => typeof value == "object" && value !== null && !Array.isArray(value)
);
async function readInput(given, cwd) {
  const problems = [], merged = /* @__PURE__ */ new Map();
  if (given.inputFile !== void 0) {
    const parsed = parseObject(await readText(given.inputFile, cwd));
    if (parsed.ok) for (const [name, value] of Object.entries(parsed.value)) merged.set(name, value);
    else problems.push({ path: given.inputFile, message: parsed.message });
  }
  for (const part of given.input ?? []) {
    const parsed = parsePart(part);
    if (parsed.ok) for (const [name, value] of Object.entries(parsed.value)) merged.set(name, value);
    else problems.push({ path: "--input", message: parsed.message });
  }
  if (problems.length > 0)
    throw new Failure("invalid", "The input cannot be read.", {
      problems,
      hint: `Give --input name=value (more than once), --input '{"name": "value"}', or --input-file file.json.`
    });
  if (!(given.inputFile === void 0 && (given.input ?? []).length === 0))
    return Object.fromEntries(merged);
}
function parsePart(part) {
  if (part.trimStart().startsWith("{")) return parseObject(part);
  const equals = part.indexOf("=");
  return equals <= 0 ? { ok: !1, message: `"${part}" is neither name=value nor a JSON object` } : { ok: !0, value: { [part.slice(0, equals).trim()]: valueOf(part.slice(equals + 1)) } };
}
function valueOf(text) {
  try {
    return JsonValue.parse(JSON.parse(text));
  } catch {
    return text;
  }
}
function parseObject(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: !1, message: `is not valid JSON: ${messageOf(error)}` };
  }
  const object = JsonObject.safeParse(value);
  return object.success ? { ok: !0, value: object.data } : { ok: !1, message: "must be a JSON object" };
}
function parseJson(option, text) {
  try {
    return JsonValue.parse(JSON.parse(text));
  } catch (error) {
    throw new Failure("invalid", `${option} is not valid JSON: ${messageOf(error)}`);
  }
}
async function readText(file, cwd) {
  const name = file === "-" ? "The standard input" : path.resolve(cwd, file);
  try {
    const bytes = await readBytes(file === "-" ? process.stdin : createReadStream(name, { end: MAX_EDGE_BYTES }));
    if (bytes.length > MAX_EDGE_BYTES)
      throw new Failure("invalid", `${name} is larger than ${MAX_EDGE_BYTES} bytes, which is the most that is taken.`);
    return new TextDecoder("utf-8", { fatal: !0 }).decode(bytes);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const code = error instanceof Error && "code" in error ? error.code : void 0;
    throw code === "ENOENT" ? new Failure("notFound", `There is no file ${name}.`) : code === "EISDIR" ? new Failure("invalid", `${name} is a folder; give a file.`) : code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? new Failure("invalid", `${name} is no text in UTF-8.`, { hint: "Give a text file, saved as UTF-8." }) : new Failure("invalid", `${name} cannot be read: ${messageOf(error)}`);
  }
}
async function readBytes(stream) {
  const parts = [];
  let size = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part);
    if (parts.push(bytes), size += bytes.length, size > MAX_EDGE_BYTES) break;
  }
  return Buffer.concat(parts);
}
function parseUsd(option, text) {
  const bare = text.trim().replace(/^\$/, "");
  try {
    if (nanoFromUsd(bare) < 0n) throw new RangeError(`"${text}" is below zero`);
    return bare;
  } catch (error) {
    throw new Failure("invalid", `${option}: ${messageOf(error)}`);
  }
}
const SPAN_MS = { m: 6e4, h: 36e5, d: 864e5 };
function parseMoment(option, text, now) {
  const span = /^(\d{1,6})([mhd])$/.exec(text.trim()), unit = span?.[2];
  if (span && (unit === "m" || unit === "h" || unit === "d"))
    return new Date(now - Number(span[1]) * SPAN_MS[unit]).toISOString();
  const at = /^\d{4}-\d\d-\d\d/.test(text.trim()) ? Date.parse(text.trim()) : NaN;
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  throw new Failure("invalid", `${option}: "${text}" is no moment.`, {
    hint: "Write 2026-11-24T14:00, or how long ago: 90m, 24h, 7d."
  });
}
export {
  parseJson,
  parseMoment,
  parseUsd,
  readInput,
  readText,
  valueOf
};
//# sourceMappingURL=input.js.map

import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { JsonValue } from '../api/contract/primitives.js';
import { MAX_EDGE_BYTES } from '../domain/kernel/edge-json.js';
import type { Json } from '../domain/kernel/json.js';
import { nanoFromUsd } from '../domain/kernel/money.js';
import { Failure } from './failure.js';
import { messageOf } from '../domain/kernel/errors.js';

/** Not z.record, which drops a member named __proto__: the server must see it to refuse it. */
const JsonObject = z.custom<Record<string, Json>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/**
 * A run's input from the command line: the file first, then each `--input` over it. An `--input` is a JSON object, or `name=value`
 * where the value is JSON when it parses as such and a string otherwise. Undefined when nothing was given.
 *
 * @throws Failure (invalid) that lists every problem
 */
export async function readInput(
  given: { readonly input?: readonly string[] | undefined; readonly inputFile?: string | undefined },
  cwd: string,
): Promise<Record<string, Json> | undefined> {
  const problems: { path: string; message: string }[] = [];
  const merged = new Map<string, Json>();
  if (given.inputFile !== undefined) {
    const parsed = parseObject(await readText(given.inputFile, cwd));
    if (parsed.ok) for (const [name, value] of Object.entries(parsed.value)) merged.set(name, value);
    else problems.push({ path: given.inputFile, message: parsed.message });
  }
  for (const part of given.input ?? []) {
    const parsed = parsePart(part);
    if (parsed.ok) for (const [name, value] of Object.entries(parsed.value)) merged.set(name, value);
    else problems.push({ path: '--input', message: parsed.message });
  }
  if (problems.length > 0)
    throw new Failure('invalid', 'The input cannot be read.', {
      problems,
      hint: `Give --input name=value (more than once), --input '{"name": "value"}', or --input-file file.json.`,
    });
  if (given.inputFile === undefined && (given.input ?? []).length === 0) return undefined;
  return Object.fromEntries(merged);
}

type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

function parsePart(part: string): Parsed<Record<string, Json>> {
  if (part.trimStart().startsWith('{')) return parseObject(part);
  const equals = part.indexOf('=');
  if (equals <= 0) return { ok: false, message: `"${part}" is neither name=value nor a JSON object` };
  return { ok: true, value: { [part.slice(0, equals).trim()]: valueOf(part.slice(equals + 1)) } };
}

/** JSON when it is JSON (`3`, `true`, `[1, 2]`, `"3"`), else the text as it stands. */
export function valueOf(text: string): Json {
  try {
    return JsonValue.parse(JSON.parse(text));
  } catch {
    return text;
  }
}

function parseObject(text: string): Parsed<Record<string, Json>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, message: `is not valid JSON: ${messageOf(error)}` };
  }
  const object = JsonObject.safeParse(value);
  return object.success ? { ok: true, value: object.data } : { ok: false, message: 'must be a JSON object' };
}

/** One JSON value from the command line, for an option that takes JSON only. */
export function parseJson(option: string, text: string): Json {
  try {
    return JsonValue.parse(JSON.parse(text));
  } catch (error) {
    throw new Failure('invalid', `${option} is not valid JSON: ${messageOf(error)}`);
  }
}

/**
 * The text of a file, or of stdin for `-`, without a byte order mark. No more is read than the server takes.
 *
 * @throws Failure (notFound, invalid)
 */
export async function readText(file: string, cwd: string): Promise<string> {
  const name = file === '-' ? 'The standard input' : path.resolve(cwd, file);
  try {
    const bytes = await readBytes(file === '-' ? process.stdin : createReadStream(name, { end: MAX_EDGE_BYTES }));
    if (bytes.length > MAX_EDGE_BYTES)
      throw new Failure('invalid', `${name} is larger than ${MAX_EDGE_BYTES} bytes, which is the most that is taken.`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new Failure('notFound', `There is no file ${name}.`);
    if (code === 'EISDIR') throw new Failure('invalid', `${name} is a folder; give a file.`);
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new Failure('invalid', `${name} is no text in UTF-8.`, { hint: 'Give a text file, saved as UTF-8.' });
    throw new Failure('invalid', `${name} cannot be read: ${messageOf(error)}`);
  }
}

/** Stops one byte after the most that is taken. */
async function readBytes(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part);
    parts.push(bytes);
    size += bytes.length;
    if (size > MAX_EDGE_BYTES) break;
  }
  return Buffer.concat(parts);
}

/** Dollars as typed, with or without a dollar sign, as the API takes them. */
export function parseUsd(option: string, text: string): string {
  const bare = text.trim().replace(/^\$/, '');
  try {
    if (nanoFromUsd(bare) < 0n) throw new RangeError(`"${text}" is below zero`);
    return bare;
  } catch (error) {
    throw new Failure('invalid', `${option}: ${messageOf(error)}`);
  }
}

const SPAN_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * An instant as people write it: `2026-11-24`, `2026-11-24T14:00` (local time), `...Z`; or how long before `now`: `90m`, `24h`, `7d`.
 *
 * @throws Failure: invalid
 */
export function parseMoment(option: string, text: string, now: number): string {
  const span = /^(\d{1,6})([mhd])$/.exec(text.trim());
  const unit = span?.[2];
  if (span && (unit === 'm' || unit === 'h' || unit === 'd'))
    return new Date(now - Number(span[1]) * SPAN_MS[unit]).toISOString();
  const at = /^\d{4}-\d\d-\d\d/.test(text.trim()) ? Date.parse(text.trim()) : NaN;
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  throw new Failure('invalid', `${option}: "${text}" is no moment.`, {
    hint: 'Write 2026-11-24T14:00, or how long ago: 90m, 24h, 7d.',
  });
}

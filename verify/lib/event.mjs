// @ts-check
import { createHash } from 'node:crypto';
import { canonicalize, members, NotJson, parse, quoted } from './canonical-json.mjs';
import { LIMITS } from './failure.mjs';

/**
 * @typedef {object} Event an event that is what its own hash says
 * @property {string} stream
 * @property {number} revision
 * @property {string} prev
 * @property {string} hash
 * @property {readonly string[]} payloads hashes of the payloads that it refers to
 */

/**
 * @typedef {object} Hints what a line says of itself that is not what its hash says: each may be wrong
 * @property {string | undefined} stream
 * @property {number | undefined} revision
 * @property {string | undefined} prev
 */

const HEX = /^[0-9a-f]{64}$/;
/** Two hashes and the names of the members are longer. Millions of lines of nothing are then no work. */
const SHORTEST = 200;
const MEMBERS = ['data', 'id', 'metadata', 'revision', 'stream', 'type'];

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/**
 * A line of events.ndjson, when it is an event in canonical form and its hash is right; else undefined.
 * hash = SHA-256("mc1" ‖ prev ‖ JCS{stream, revision, id, type, metadata without hash, dataHash}), dataHash = SHA-256(JCS(data)).
 * @param {Buffer} line without its line feed
 * @returns {Event | undefined}
 */
export function readEvent(line) {
  if (line.length < SHORTEST || line.length > LIMITS.lineBytes) return undefined;
  const parsed = parse(line);
  if (parsed === undefined) return undefined;
  const event = asRecord(parsed.value);
  const metadata = asRecord(event?.['metadata']);
  if (event === undefined || metadata === undefined) return undefined;
  const { id, type, stream, revision } = event;
  const { prev, hash } = metadata;
  if (
    Object.keys(event).join() !== MEMBERS.join() ||
    typeof id !== 'string' ||
    typeof type !== 'string' ||
    typeof stream !== 'string'
  )
    return undefined;
  if (!Number.isSafeInteger(revision) || typeof revision !== 'number' || revision < 0) return undefined;
  if (typeof prev !== 'string' || !HEX.test(prev) || typeof hash !== 'string') return undefined;
  /** @type {string[]} */
  const payloads = [];
  try {
    const data = canonicalize(event['data'], (object) => collect(object, payloads), 1);
    const all = members(metadata, undefined, 1);
    const place = `"revision":${revision},"stream":${quoted(stream)},"type":${quoted(type)}}`;
    if (`{"data":${data},"id":${quoted(id)},"metadata":{${all.join(',')}},${place}` !== parsed.text) return undefined;
    const hashed = all.filter((member) => !member.startsWith('"hash":')).join(',');
    const own = sha256(`mc1${prev}{"dataHash":"${sha256(data)}","id":${quoted(id)},"metadata":{${hashed}},${place}`);
    return own === hash ? { stream, revision, prev, hash, payloads } : undefined;
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

/** @param {object} object @param {string[]} payloads */
function collect(object, payloads) {
  if (!Object.hasOwn(object, '$blob')) return;
  const sha = asRecord(/** @type {Record<string, unknown>} */ (object)['$blob'])?.['sha256'];
  if (typeof sha === 'string') payloads.push(sha);
}

/** @param {unknown} value @returns {Record<string, unknown> | undefined} */
const asRecord = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? /** @type {Record<string, unknown>} */ (value)
    : undefined;

/** The end of an event and the beginning of another one where a line feed was: the first of the two is the first that was changed. */
const JOINED = /,"revision":[0-9]{1,15},"stream":"[^"\\]*","type":"[^"\\]*"\}[^]?\{"data":/;

/**
 * What can be made out of a line whose hash is wrong: its place is written at its end, `prev` before that. Of two events in one line: of the first.
 * @param {Buffer} line
 * @returns {Hints}
 */
export function hintsOf(line) {
  const tail = line.toString('latin1', Math.max(0, line.length - LIMITS.noteBytes));
  const joined = JOINED.exec(tail);
  const text = joined === null ? tail : tail.slice(0, joined.index + joined[0].length);
  const prev = /^[0-9a-f]{64}/.exec(after(text, '"prev":"'))?.[0];
  const [, revision, stream] = /^([0-9]{1,15}),"stream":"([^"\\]*)"/.exec(after(text, ',"revision":')) ?? [];
  return { stream, revision: revision === undefined ? undefined : Number(revision), prev };
}

/** What follows the last `name` in a text. @param {string} text @param {string} name */
function after(text, name) {
  const at = text.lastIndexOf(name);
  return at < 0 ? '' : text.slice(at + name.length);
}

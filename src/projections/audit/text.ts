import { parted } from './terms.js';

/** So much of an event's text is kept: what comes first. */
export const MAX_TEXT = 4_000;
/** Inputs are the outputs of earlier steps, which are found there: their beginning is enough. */
const MAX_INPUTS = 400;
const MAX_DEPTH = 12;

/** Values that say nothing to whoever searches: hashes, salts, addresses of processes, times, and what has a column of its own. */
const SILENT = new Set([
  '$blob',
  '$enc',
  'bootId',
  'gatewayId',
  'nonce',
  'hash',
  'inputHash',
  'inputsHash',
  'outputHash',
  'outputSchema',
  'paramsHash',
  'schemaHash',
  'secretHash',
  'actionHash',
  'verdict',
  'priceId',
  'prices',
  'tokens',
  'settles',
  'reservations',
  'policies',
  'from',
  'why',
  'stepId',
  'scope',
  'heartbeatMs',
  'controlRevision',
  'attempt',
  'deadlineAt',
]);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Ids of single charges and calls are many, and nobody looks for them. */
const FEW_IDS = new Set(['charges']);

export interface EventText {
  readonly text: string;
  readonly ids: ReadonlySet<string>;
}

/** The words of an event: its values in the order of their names, without these, as they are stored (see terms.ts); and the ids among them. */
export function textOf(values: readonly string[], data: unknown): EventText {
  const found = new Found();
  for (const value of values) found.add(value, MAX_TEXT);
  collect(data, found, MAX_TEXT, 0, true);
  return { text: parted(plain(found.parts.join(' '))), ids: found.ids };
}

class Found {
  readonly parts: string[] = [];
  readonly ids = new Set<string>();
  private length = 0;

  add(text: string, limit: number): void {
    const room = Math.min(limit, MAX_TEXT) - this.length;
    if (room <= 0) return;
    const part = text.length > room ? text.slice(0, room) : text;
    this.parts.push(part);
    this.length += part.length + 1;
  }
  get size(): number {
    return this.length;
  }
}

function collect(value: unknown, found: Found, limit: number, depth: number, ids: boolean): void {
  if (found.size >= limit || depth > MAX_DEPTH) return;
  if (typeof value === 'string') {
    if (!UUID.test(value)) found.add(value, limit);
    else if (ids) found.ids.add(value);
  } else if (typeof value === 'number') found.add(String(value), limit);
  else if (Array.isArray(value)) for (const item of value) collect(item, found, limit, depth + 1, ids);
  else if (typeof value === 'object' && value !== null)
    eachByName(value, (name, item) => {
      if (SILENT.has(name)) return;
      const room = name === 'inputs' ? Math.min(limit, found.size + MAX_INPUTS) : limit;
      collect(item, found, room, depth + 1, ids && !FEW_IDS.has(name));
    });
}

/** An event has its members in one order where it was parsed by its schema, in another as it was stored: a text must not depend on that. */
function eachByName(value: object, visit: (name: string, item: unknown) => void): void {
  const members = Object.entries(value);
  const isSorted = members.every(([name], i) => i === 0 || (members[i - 1]?.[0] ?? '') < name);
  if (!isSorted) members.sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, item] of members) visit(name, item);
}

const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** PostgreSQL has no NUL in text, and half of a surrogate pair (a cut may make one) is no text at all. */
export const plain = (text: string): string => text.replace(UNSTORABLE, ' ');

const MAX_LINE = 240;
/** One line of at most 240 characters. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * MAX_LINE)
    .replace(/\s+/g, ' ')
    .trim();
  return plain(line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}…` : line);
}

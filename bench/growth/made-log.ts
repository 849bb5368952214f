/** A log of many runs in an event store: copies of a few real ones, under ids and at times of their own, thirty at a time, in the store's own chains. */
import { GENESIS } from '../../src/domain/kernel/envelope.js';
import type { Head, NewEvent } from '../../src/domain/kernel/ports.js';
import { connect } from '../../src/eventstore/connect.js';
import { MADE_AT, makeTemplates, MIX, type Append, type Kind } from './templates.js';

const AT_ONCE = 30;
/** The runs are spread evenly over so much time before now. */
const SPAN_MS = 90 * 86_400_000;
const silent = { info: () => undefined, warn: console.warn };

const VARIABLE =
  /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})([0-9a-f]{8})|(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)|(?<="now":)(\d{13})/g;

/** A text with ids and instants, written anew for the copy with a number and a shift in time. */
function copier(text: string): (copy: number, shiftMs: number) => string {
  type Part = string | { readonly id: string } | { readonly iso: number } | { readonly ms: number };
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    parts.push(text.slice(from, match.index));
    const [all, id, , iso, ms] = match;
    if (id !== undefined) parts.push({ id });
    else if (iso !== undefined) parts.push({ iso: Date.parse(iso) });
    else parts.push({ ms: Number(ms) });
    from = match.index + all.length;
  }
  parts.push(text.slice(from));
  return (copy, shiftMs) => {
    const number = copy.toString(16).padStart(8, '0');
    let made = '';
    for (const part of parts)
      if (typeof part === 'string') made += part;
      else if ('id' in part) made += part.id + number;
      else if ('iso' in part) made += new Date(part.iso + shiftMs).toISOString();
      else made += String(part.ms + shiftMs);
    return made;
  };
}

/** Kinds by the hundred, evenly mixed. */
function kindOf(number: number): Kind {
  let place = (number * 37) % 100;
  for (const [kind, share] of Object.entries(MIX) as [Kind, number][]) {
    if (place < share) return kind;
    place -= share;
  }
  return 'plain';
}

export interface Made {
  readonly events: number;
  readonly runs: number;
  readonly open: number;
  readonly seconds: number;
}

/** Fills an event store with at least so many events. */
export async function makeLog(url: string, events: number, onProgress: (made: number) => void): Promise<Made> {
  const started = performance.now();
  const templates = await makeTemplates();
  const { store, blobs, dispose } = connect({ url, writer: { version: 'bench', bootId: 'bench' }, log: silent });
  for (const { text, sha256, mediaType } of templates.blobs) await blobs.put(text, sha256, mediaType);
  const append = async (stream: string, head: Head, what: readonly NewEvent[]): Promise<Head> => {
    const outcome = await store.append(stream, head, what);
    if (outcome.kind !== 'appended') throw new Error(`${stream}: somebody else has written to it`);
    made += what.length;
    return outcome.head;
  };
  const START: Head = { revision: -1, hash: GENESIS };
  let made = 0;
  const heads = new Map<string, Head>();
  for (const one of templates.base)
    heads.set(one.stream, await append(one.stream, heads.get(one.stream) ?? START, one.events));

  const copiers = new Map(
    [...templates.runs].map(([kind, appends]) => [kind, appends.map((one) => copier(JSON.stringify(one)))] as const),
  );
  const perRun = Object.entries(MIX).reduce(
    (sum, [kind, share]) =>
      sum + (share / 100) * (templates.runs.get(kind as Kind) ?? []).flatMap((one) => one.events).length,
    0,
  );
  const began = Date.now() - SPAN_MS;
  let next = 0;
  let open = 0;
  let told = 0;
  const write = async (): Promise<void> => {
    while (made < events) {
      const number = next++;
      const kind = kindOf(number);
      if (kind === 'waiting' || kind === 'paused') open++;
      const shiftMs = began - MADE_AT + Math.floor(Math.min(1, (number * perRun) / events) * (SPAN_MS - 3_600_000));
      let head = START;
      for (const copy of copiers.get(kind) ?? []) {
        const one: Append = JSON.parse(copy(number + 1, shiftMs));
        head = await append(one.stream, head, one.events);
      }
      if (made - told >= 100_000) onProgress((told = made));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
  await dispose();
  return { events: made, runs: next, open, seconds: (performance.now() - started) / 1_000 };
}

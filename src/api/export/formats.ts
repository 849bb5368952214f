import { stringify } from 'csv-stringify/sync';
import type { StoredEvent } from '../../domain/kernel/ports.js';
import type { FlatEvent } from './flat-event.js';
import { parquetChunks } from './parquet.js';
import type { SelectedEvent } from './selection.js';

export interface Writing {
  /** It goes on with an export that was cut, after its last whole line: what stands before the first event is there already. */
  readonly resumed: boolean;
  /** Position that the export goes up to. */
  readonly through: bigint;
}
/** A way to write events down. Text has one line per event, which begins or ends nowhere else, so that a cut export can go on after its last whole line. */
export interface Format {
  readonly mediaType: string;
  readonly extension: string;
  readonly resumable: boolean;
  /** It wants the row of each event. */
  readonly flat: boolean;
  write(events: AsyncIterable<SelectedEvent>, writing: Writing): AsyncIterable<string | Uint8Array>;
}

/** Characters that go out at once. */
const CHUNK = 64 * 1024;

/** An event as it is stored, as one line of JSON. */
export const eventLine = ({ position, stream, revision, id, type, metadata, data }: StoredEvent): string =>
  JSON.stringify({ position: String(position), stream, revision, id, type, metadata, data });

async function* ndjson(events: AsyncIterable<SelectedEvent>, { through }: Writing): AsyncGenerator<string> {
  let chunk = '';
  for await (const { event } of events) {
    chunk += `${eventLine(event)}\n`;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}${JSON.stringify({ complete: { through: String(through) } })}\n`;
}

/** The comma after an event belongs to its line, and is written when another one follows. */
async function* json(events: AsyncIterable<SelectedEvent>, { resumed }: Writing): AsyncGenerator<string> {
  let chunk = resumed ? '' : '[\n';
  let first = true;
  for await (const { event } of events) {
    chunk += `${first ? '' : ',\n'}${eventLine(event)}`;
    first = false;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}${first ? '' : '\n'}]\n`;
}

export const CSV_COLUMNS = [
  'position',
  'at',
  'stream',
  'revision',
  'eventId',
  'type',
  'version',
  'workflowId',
  'runId',
  'stepKey',
  'attempt',
  'agentId',
  'operatorId',
  'actorKind',
  'actorId',
  'actorName',
  'nanoUsd',
  'commandId',
  'correlationId',
  'causationId',
  'prevHash',
  'hash',
] as const satisfies readonly (keyof FlatEvent)[];

/** Rows that are written at once. */
const CSV_ROWS = 64;
/** A spreadsheet takes what begins with = + - @ tab CR for a formula: such a cell gets an apostrophe before it. */
const csvText = (rows: readonly (readonly string[])[]): string => stringify([...rows], { escape_formulas: true });
/** One event is one line: a line break in a name becomes a space (the data, which is JSON, has none). */
const cell = (value: string | number | bigint | null): string =>
  value === null ? '' : String(value).replace(/[\r\n]+/g, ' ');

async function* csv(events: AsyncIterable<SelectedEvent>, { resumed }: Writing): AsyncGenerator<string> {
  if (!resumed) yield csvText([[...CSV_COLUMNS, 'data']]);
  let rows: string[][] = [];
  let length = 0;
  for await (const { event, flat } of events) {
    if (!flat) continue;
    const data = JSON.stringify(event.data);
    rows.push([...CSV_COLUMNS.map((name) => cell(flat[name])), data]);
    length += data.length;
    if (rows.length < CSV_ROWS && length < CHUNK) continue;
    yield csvText(rows);
    rows = [];
    length = 0;
  }
  if (rows.length > 0) yield csvText(rows);
}

export const FORMATS = {
  ndjson: { mediaType: 'application/x-ndjson', extension: 'ndjson', resumable: true, flat: false, write: ndjson },
  json: { mediaType: 'application/json', extension: 'json', resumable: true, flat: false, write: json },
  csv: { mediaType: 'text/csv', extension: 'csv', resumable: true, flat: true, write: csv },
  parquet: {
    mediaType: 'application/vnd.apache.parquet',
    extension: 'parquet',
    resumable: false,
    flat: true,
    write: parquetChunks,
  },
} as const satisfies Readonly<Record<string, Format>>;

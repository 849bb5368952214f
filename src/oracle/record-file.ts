import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { messageOf } from '../domain/kernel/errors.js';
import type { Json } from '../domain/kernel/json.js';
import type { OracleOptions, RecordedFact } from './oracle.js';

/** An event as exports and evidence bundles hold it. */
const EventLine = z.object({
  stream: z.string(),
  revision: z.int(),
  id: z.string(),
  type: z.string(),
  position: z.string().optional(),
  metadata: z.unknown(),
  data: z.unknown(),
});
/** The last line of an export that is whole. */
const Complete = z.object({ complete: z.object({ through: z.string() }) });

/** A file that is no record; the message says where. */
export class NotARecord extends Error {
  override readonly name = 'NotARecord';
}

export interface RecordFile {
  readonly facts: AsyncIterable<RecordedFact>;
  /** Payloads that the file holds; undefined when it is of a kind that holds none. */
  readonly blobs: OracleOptions['blobs'];
}

const BLOCK = 512;
const USTAR_AT = 257;

/**
 * The events of an NDJSON export or of an evidence bundle (.tar), gzipped or not. Payloads of a bundle are kept in memory.
 *
 * @throws NotARecord while it is read
 */
export async function readRecordFile(file: string): Promise<RecordFile> {
  const gzipped = (await head(() => createReadStream(file), 2)).equals(Buffer.from([0x1f, 0x8b]));
  const bytes = (): Readable => (gzipped ? createReadStream(file).pipe(createGunzip()) : createReadStream(file));
  const first = await head(bytes, BLOCK);
  if (first.toString('latin1', USTAR_AT, USTAR_AT + 5) !== 'ustar')
    return { facts: factsIn(bytes()), blobs: undefined };
  const payloads = new Map<string, Buffer>();
  return {
    facts: factsOfBundle(bytes(), payloads),
    blobs: (sha256): Promise<Json | undefined> => {
      const found = payloads.get(sha256);
      const value: Json | undefined = found === undefined ? undefined : JSON.parse(found.toString());
      return Promise.resolve(value);
    },
  };
}

/** The first bytes, of a stream that is opened for that. */
async function head(opened: () => Readable, count: number): Promise<Buffer> {
  const stream = opened();
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const part = Buffer.from(chunk);
    parts.push(part);
    length += part.length;
    if (length >= count) break;
  }
  stream.destroy();
  return Buffer.concat(parts).subarray(0, count);
}

async function* factsOfBundle(bytes: Readable, payloads: Map<string, Buffer>): AsyncGenerator<RecordedFact> {
  const tar = bytes.pipe(extract());
  for await (const entry of tar) {
    const { name } = entry.header;
    // Payloads stand before the events.
    const content = Readable.from(entry);
    if (name.startsWith('payloads/')) payloads.set(name.slice('payloads/'.length), await wholeOf(content));
    else if (name === 'events.ndjson') yield* factsIn(content);
    else await wholeOf(content);
  }
}

async function wholeOf(bytes: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of bytes) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

async function* factsIn(bytes: Readable): AsyncGenerator<RecordedFact> {
  let number = 0;
  for await (const line of createInterface({ input: bytes, crlfDelay: Infinity })) {
    number++;
    if (line === '') continue;
    const fact = factOf(line, number);
    if (fact !== undefined) yield fact;
  }
}

function factOf(line: string, number: number): RecordedFact | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new NotARecord(`Line ${number} is no JSON: ${messageOf(error)}.`);
  }
  if (Complete.safeParse(value).success) return undefined;
  const parsed = EventLine.safeParse(value);
  if (!parsed.success)
    throw new NotARecord(
      `Line ${number} is no event: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}.`,
    );
  return parsed.data;
}

/** Answers that were given to commands: one JSON object a line. */
const AcknowledgedLine = z.object({
  stream: z.string(),
  revision: z.int(),
  position: z.string().optional(),
  commandId: z.string().optional(),
  logEnd: z.string().optional(),
});

/** @throws NotARecord */
export async function readAcknowledged(file: string): Promise<z.infer<typeof AcknowledgedLine>[]> {
  const handle = await open(file);
  const acknowledged: z.infer<typeof AcknowledgedLine>[] = [];
  let number = 0;
  for await (const line of handle.readLines()) {
    number++;
    if (line.trim() === '') continue;
    let value: unknown;
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

import { ByteWriter, ParquetWriter, schemaFromColumnData, type ColumnSource } from 'hyparquet-writer';
import type { FlatEvent } from './flat-event.js';
import { ParquetFooter } from './parquet-footer.js';
import type { SelectedEvent } from './selection.js';

/** Rows of a row group, at most, and bytes of long text in them: a group is in memory as a whole. */
const GROUP_ROWS = 10_000;
const GROUP_BYTES = 2 * 1024 * 1024;
/** One UTF-16 unit is at most so many bytes. */
const UNIT_BYTES = 3;

interface Column {
  readonly name: string;
  readonly type: NonNullable<ColumnSource['type']>;
  readonly nullable: boolean;
  /** Different in each event: no dictionary is tried, and its least and greatest value tell a reader nothing. */
  readonly own: boolean;
  /** The least and the greatest value of a group stand in the footer, so that readers can pass over it. */
  readonly bounded: boolean;
  of(selected: SelectedEvent, flat: FlatEvent): unknown;
}
const column = (
  name: string,
  type: Column['type'],
  of: Column['of'],
  { nullable = true, own = false, bounded = false } = {},
): Column => ({ name, type, of, nullable, own, bounded });
const COLUMNS: readonly Column[] = [
  column('position', 'INT64', (_, flat) => flat.position, { nullable: false, bounded: true }),
  column('at', 'TIMESTAMP', (_, { at }) => instantOf(at), { bounded: true }),
  column('stream', 'STRING', (_, flat) => flat.stream, { nullable: false }),
  column('revision', 'INT32', (_, flat) => flat.revision, { nullable: false }),
  column('event_id', 'STRING', (_, flat) => flat.eventId, { nullable: false, own: true }),
  column('type', 'STRING', (_, flat) => flat.type, { nullable: false }),
  column('version', 'INT32', (_, flat) => flat.version),
  column('workflow_id', 'STRING', (_, flat) => flat.workflowId, { bounded: true }),
  column('run_id', 'STRING', (_, flat) => flat.runId, { bounded: true }),
  column('step_key', 'STRING', (_, flat) => flat.stepKey),
  column('attempt', 'INT32', (_, flat) => flat.attempt),
  column('agent_id', 'STRING', (_, flat) => flat.agentId),
  column('operator_id', 'STRING', (_, flat) => flat.operatorId),
  column('actor_kind', 'STRING', (_, flat) => flat.actorKind),
  column('actor_id', 'STRING', (_, flat) => flat.actorId),
  column('actor_name', 'STRING', (_, flat) => flat.actorName),
  column('nano_usd', 'INT64', (_, flat) => flat.nanoUsd),
  column('command_id', 'STRING', (_, flat) => flat.commandId, { own: true }),
  column('correlation_id', 'STRING', (_, flat) => flat.correlationId),
  column('causation_id', 'STRING', (_, flat) => flat.causationId, { own: true }),
  column('prev_hash', 'STRING', (_, flat) => flat.prevHash, { own: true }),
  column('hash', 'STRING', (_, flat) => flat.hash, { own: true }),
  column('metadata', 'STRING', ({ event }) => JSON.stringify(event.metadata), { nullable: false, own: true }),
  column('data', 'STRING', ({ event }) => JSON.stringify(event.data), { nullable: false, own: true }),
];

function instantOf(at: string | null): Date | null {
  const instant = at === null ? undefined : new Date(at);
  return instant === undefined || Number.isNaN(instant.getTime()) ? null : instant;
}

const columnData = (columns: readonly unknown[][]): ColumnSource[] =>
  COLUMNS.map(({ name, type, nullable, own, bounded }, i) => ({
    ...{ name, type, nullable, data: columns[i] ?? [], offsetIndex: false, statistics: bounded },
    ...(own ? { encoding: 'PLAIN' } : {}),
  }));

/** Apache Parquet: a row group is written when it is full; what grows with the file is only the footer's list of them, as bytes. */
export async function* parquetChunks(events: AsyncIterable<SelectedEvent>): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter(GROUP_BYTES);
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columnData([]) }),
    createdBy: 'Mission Control',
  });
  const footer = new ParquetFooter(writer);
  const texts = new Texts();
  const columns = COLUMNS.map((): unknown[] => []);
  let rows = 0;
  const group = async (): Promise<Uint8Array> => {
    await writer.write({ columnData: columnData(columns), rowGroupSize: rows });
    footer.take();
    for (const values of columns) values.length = 0;
    texts.clear();
    rows = 0;
    return taken(bytes);
  };
  for await (const selected of events) {
    const { flat } = selected;
    if (!flat) continue;
    for (const [i, { own, of }] of COLUMNS.entries()) {
      const value = of(selected, flat);
      columns[i]?.push(own && typeof value === 'string' ? texts.add(value) : value);
    }
    rows++;
    if (rows >= GROUP_ROWS || texts.bytes >= GROUP_BYTES) yield await group();
  }
  if (rows > 0) yield await group();
  footer.finish(bytes);
  yield taken(bytes);
}

/**
 * The long texts of a group, as bytes in one piece of memory that is used again. As strings they would outlive a few collections of what is young, and lie
 * among V8's old objects until it collects everything; and the writer would ask the system for memory for each of them.
 */
class Texts {
  #memory = Buffer.allocUnsafeSlow(1.25 * GROUP_BYTES);
  #end = 0;

  get bytes(): number {
    return this.#end;
  }

  add(text: string): Uint8Array {
    const most = text.length * UNIT_BYTES;
    // Pieces that were handed out keep the memory that they are in.
    const fits = this.#end + most <= this.#memory.length;
    const into = fits ? this.#memory : Buffer.allocUnsafeSlow(most);
    const from = fits ? this.#end : 0;
    const size = into.write(text, from, 'utf8');
    this.#end += size;
    return into.subarray(from, from + size);
  }

  clear(): void {
    this.#end = 0;
  }
}

/** What was written since the last time; the writer goes on at the beginning of its memory. */
function taken(bytes: ByteWriter): Uint8Array {
  const copy = bytes.getBytes().slice();
  bytes.index = 0;
  return copy;
}

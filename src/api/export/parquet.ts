import { ByteWriter, ParquetWriter, schemaFromColumnData, type ColumnSource } from 'hyparquet-writer';
import type { FlatEvent } from './flat-event.js';
import type { SelectedEvent } from './selection.js';

/** Rows of a row group, at most, and characters of JSON in them: a group is in memory as a whole. */
const GROUP_ROWS = 10_000;
const GROUP_CHARACTERS = 2 * 1024 * 1024;

interface Column {
  readonly name: string;
  readonly type: NonNullable<ColumnSource['type']>;
  readonly nullable: boolean;
  of(selected: SelectedEvent, flat: FlatEvent): unknown;
}
const text = (name: string, of: (flat: FlatEvent) => string | null, nullable = true): Column => ({
  name,
  type: 'STRING',
  nullable,
  of: (_, flat) => of(flat),
});
const COLUMNS: readonly Column[] = [
  { name: 'position', type: 'INT64', nullable: false, of: (_, flat) => flat.position },
  { name: 'at', type: 'TIMESTAMP', nullable: true, of: (_, { at }) => instantOf(at) },
  text('stream', (flat) => flat.stream, false),
  { name: 'revision', type: 'INT32', nullable: false, of: (_, flat) => flat.revision },
  text('event_id', (flat) => flat.eventId, false),
  text('type', (flat) => flat.type, false),
  { name: 'version', type: 'INT32', nullable: true, of: (_, flat) => flat.version },
  text('workflow_id', (flat) => flat.workflowId),
  text('run_id', (flat) => flat.runId),
  text('step_key', (flat) => flat.stepKey),
  { name: 'attempt', type: 'INT32', nullable: true, of: (_, flat) => flat.attempt },
  text('agent_id', (flat) => flat.agentId),
  text('operator_id', (flat) => flat.operatorId),
  text('actor_kind', (flat) => flat.actorKind),
  text('actor_id', (flat) => flat.actorId),
  text('actor_name', (flat) => flat.actorName),
  { name: 'nano_usd', type: 'INT64', nullable: true, of: (_, flat) => flat.nanoUsd },
  text('command_id', (flat) => flat.commandId),
  text('correlation_id', (flat) => flat.correlationId),
  text('causation_id', (flat) => flat.causationId),
  text('prev_hash', (flat) => flat.prevHash),
  text('hash', (flat) => flat.hash),
  { name: 'metadata', type: 'STRING', nullable: false, of: ({ event }) => JSON.stringify(event.metadata) },
  { name: 'data', type: 'STRING', nullable: false, of: ({ event }) => JSON.stringify(event.data) },
];

function instantOf(at: string | null): Date | null {
  const instant = at === null ? undefined : new Date(at);
  return instant === undefined || Number.isNaN(instant.getTime()) ? null : instant;
}

const columnData = (columns: readonly unknown[][]): ColumnSource[] =>
  COLUMNS.map(({ name, type, nullable }, i) => ({ name, type, nullable, data: columns[i] ?? [], offsetIndex: false }));

/** Apache Parquet: a row group is written when it is full; what grows with the file is only the footer's list of them. */
export async function* parquetChunks(events: AsyncIterable<SelectedEvent>): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter(256 * 1024);
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columnData([]) }),
    createdBy: 'Mission Control',
  });
  let columns = COLUMNS.map((): unknown[] => []);
  let rows = 0;
  let characters = 0;
  const group = async (): Promise<Uint8Array> => {
    await writer.write({ columnData: columnData(columns), rowGroupSize: rows });
    columns = COLUMNS.map((): unknown[] => []);
    rows = 0;
    characters = 0;
    return taken(bytes);
  };
  for await (const selected of events) {
    const { flat } = selected;
    if (!flat) continue;
    for (const [i, column] of COLUMNS.entries()) {
      const value = column.of(selected, flat);
      columns[i]?.push(value);
      if (typeof value === 'string') characters += value.length;
    }
    rows++;
    if (rows >= GROUP_ROWS || characters >= GROUP_CHARACTERS) yield await group();
  }
  if (rows > 0) yield await group();
  await writer.finish();
  yield taken(bytes);
}

/** What was written since the last time; the writer goes on at the beginning of its memory. */
function taken(bytes: ByteWriter): Uint8Array {
  const copy = bytes.getBytes().slice();
  bytes.index = 0;
  return copy;
}

import { ByteWriter, type ParquetWriter } from 'hyparquet-writer';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';

type RowGroup = ParquetWriter['row_groups'][number];

/** Types of Thrift's compact protocol, and what a list of up to 14 elements says of their number in the same byte. */
const STRUCT = 12;
const SHORT = 14;
/** "PAR1", as it ends a file. */
const MAGIC = 0x31524150;
const EMPTY: RowGroup = { columns: [], total_byte_size: 0n, num_rows: 0n };

/**
 * The footer of a Parquet file, of which each row group is written down when it is complete: 1.5 kB of bytes. The writer would keep it as some 300 objects
 * until the end, and make as many again to write them: tens of megabytes for a million events.
 *
 * The library writes all; here its text of one group is cut out of a footer with that group alone, and put into the list of the last one.
 */
export class ParquetFooter {
  readonly #writer: ParquetWriter;
  readonly #groups: Uint8Array[] = [];
  /** What stands before and behind the list of row groups in a footer of no rows. */
  readonly #before: number;
  readonly #behind: number;

  constructor(writer: ParquetWriter) {
    this.#writer = writer;
    const [none, one] = [this.#written([], 0n), this.#written([EMPTY], 0n)];
    // The byte that begins the list is the first that differs.
    this.#before = none.findIndex((byte, i) => byte !== one[i]);
    this.#behind = none.length - this.#before - 1;
  }

  /** Takes the groups that were written since the last time over from the writer. */
  take(): void {
    // There are no indexes of pages to be written at the end.
    this.#writer.pendingIndexes.length = 0;
    for (const group of this.#writer.row_groups.splice(0)) {
      for (const { meta_data: about } of group.columns) {
        delete about?.encoding_stats;
        delete about?.size_statistics;
      }
      const alone = this.#written([group], 0n);
      this.#groups.push(alone.slice(this.#before + 1, alone.length - this.#behind));
    }
  }

  /** Ends the file, in place of the writer's own `finish`. */
  finish(to: ByteWriter): void {
    const none = this.#written([], this.#writer.num_rows);
    const list = none.length - this.#behind - 1;
    const start = to.offset;
    to.appendBytes(none.subarray(0, list));
    const count = this.#groups.length;
    to.appendUint8(count === 0 ? 0 : (Math.min(count, SHORT + 1) << 4) | STRUCT);
    if (count > SHORT) to.appendVarInt(count);
    for (const group of this.#groups) to.appendBytes(group);
    to.appendBytes(none.subarray(list + 1));
    to.appendUint32(to.offset - start);
    to.appendUint32(MAGIC);
  }

  /** A footer without its length, which stands behind it. */
  #written(row_groups: RowGroup[], num_rows: bigint): Uint8Array {
    const { schema, createdBy } = this.#writer;
    const bytes = new ByteWriter();
    writeMetadata(bytes, { version: 2, created_by: createdBy, schema, num_rows, row_groups, metadata_length: 0 });
    return bytes.getBytes().subarray(0, -4);
  }
}

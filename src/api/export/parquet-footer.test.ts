import { ByteWriter, ParquetWriter, schemaFromColumnData, type ColumnSource } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { ParquetFooter } from './parquet-footer.js';

const columnsOf = (group: number): ColumnSource[] => [
  { name: 'number', type: 'INT64', data: [BigInt(group), 2n ** 40n], nullable: false },
  { name: 'name', type: 'STRING', data: ['the same', null], nullable: true },
];
function fileOf(groups: number): { readonly bytes: ByteWriter; readonly writer: ParquetWriter; next(): void } {
  const bytes = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: columnsOf(0) });
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'test' });
  let group = 0;
  return { bytes, writer, next: () => void (group++ < groups && writer.write({ columnData: columnsOf(group) })) };
}

// One byte says how many groups there are up to 14; a varint of one byte up to 127.
it.each([0, 1, 14, 15, 127, 128, 300])('the footer of %i row groups is the one that the library writes', (groups) => {
  const [own, library] = [fileOf(groups), fileOf(groups)];
  const footer = new ParquetFooter(own.writer);
  for (let i = 0; i < groups; i++) {
    own.next();
    footer.take();
    library.next();
  }
  for (const { meta_data: about } of library.writer.row_groups.flatMap(({ columns }) => columns))
    delete about?.encoding_stats;
  library.writer.pendingIndexes.length = 0;
  footer.finish(own.bytes);
  void library.writer.finish();
  expect(Buffer.from(own.bytes.getBytes()).equals(library.bytes.getBytes())).toBe(true);
});

import { listen, type Judging } from './listen.js';
import { Oracle, type Report } from './oracle.js';
import { readRecordFile } from './record-file.js';

/** Judges an NDJSON export or an evidence bundle. Rejects with NotARecord, or with what the file system says. */
export async function judgeFile(file: string, judging: Judging): Promise<Report> {
  const { facts, blobs } = await readRecordFile(file);
  const oracle = new Oracle({ ...judging, ...(blobs === undefined ? {} : { blobs }) });
  await listen(oracle, facts, judging);
  return oracle.finish();
}

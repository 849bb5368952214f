import { expect } from 'vitest';
import type { MemoryStore } from '../../src/eventstore/memory.js';
import { Oracle, type OracleOptions, type RecordedFact, type Report } from '../../src/oracle/oracle.js';
import { payloadsOf, wholeLog } from '../../src/oracle/sources.js';

/** What the oracle says of a log. */
export async function askOracle(
  facts: Iterable<RecordedFact> | AsyncIterable<RecordedFact>,
  options: OracleOptions = {},
): Promise<Report> {
  const oracle = new Oracle(options);
  for await (const fact of facts) await oracle.add(fact);
  return oracle.finish();
}

/** What the oracle says of everything that is in a store. */
export const oracleOver = (
  { reader, blobs }: Pick<MemoryStore, 'reader' | 'blobs'>,
  options: OracleOptions = {},
): Promise<Report> => askOracle(wholeLog(reader), { blobs: payloadsOf(blobs), ...options });

/** Nothing is wrong with the record of a store, and everything could be looked at. */
export async function expectSoundLog(
  store: Pick<MemoryStore, 'reader' | 'blobs'>,
  options: OracleOptions = {},
): Promise<Report> {
  const report = await oracleOver(store, options);
  expect({ violations: report.violations, unchecked: report.unchecked }).toEqual({ violations: [], unchecked: [] });
  return report;
}

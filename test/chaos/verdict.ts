import { judgeStore } from '../../src/oracle/judge-store.js';
import type { Report } from '../../src/oracle/oracle.js';
import type { Product } from '../support/product.js';
import type { Load } from './load.js';

const JUDGED_WITHIN_MS = 30 * 60_000;

/** What the oracle says at the end of a load: of the whole record, of every answer that the client was given, and of the read models row for row. */
export async function verdictOn(load: Load, product: Product): Promise<Report> {
  return judgeStore(product.eventStoreUrl, await product.databaseUrl(), {
    acknowledged: load.acknowledged,
    offered: load.offered,
    now: Date.now(),
    signal: AbortSignal.timeout(JUDGED_WITHIN_MS),
    onProgress: () => undefined,
  });
}

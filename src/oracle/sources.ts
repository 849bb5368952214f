import { STREAMS } from '../domain/catalog.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { Json } from '../domain/kernel/json.js';
import type { BlobStore, LogReader, StoredEvent } from '../domain/kernel/ports.js';
import type { OracleOptions } from './oracle.js';

/** Every event of the product in the order of the log. */
export const wholeLog = (reader: LogReader, through?: bigint): AsyncIterable<StoredEvent> =>
  reader.readAll({ prefixes: Object.values(STREAMS), ...(through === undefined ? {} : { through }) });

/** Payloads by hash, of the store that holds the log. */
export function payloadsOf(blobs: Pick<BlobStore, 'get'>): NonNullable<OracleOptions['blobs']> {
  return async (sha256): Promise<Json | undefined> => {
    try {
      return await blobs.get({ $blob: { sha256, size: 0, mediaType: 'application/json' } });
    } catch (error) {
      if (error instanceof DomainError && error.code === 'BLOB.MISSING') return undefined;
      throw error;
    }
  };
}

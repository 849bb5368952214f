/** What of a stream's metadata bears on reading it. */
export interface StreamMetadata {
  maxCount?: number;
  maxAgeSeconds?: number;
  /** Events before this revision are hidden. */
  truncateBefore?: number;
}

export const NO_METADATA: StreamMetadata = {};
export const METADATA_TYPE = '$metadata';
export const DELETED_TYPE = '$streamDeleted';

/** The body of a soft delete's metadata. The number is 2^63-1, which a JavaScript number cannot hold: hence text. */
export const SOFT_DELETE_JSON = '{"$tb":9223372036854775807}';
const SOFT_DELETED_FROM = 9.22e18;

export const isMetastream = (stream: string): boolean => stream.startsWith('$$');
export const metastreamOf = (stream: string): string => `$$${stream}`;
export const ownerOf = (metastream: string): string => metastream.slice(2);

/** A metastream's own metadata: only its last event counts. */
export const METASTREAM_METADATA: StreamMetadata = { maxCount: 1 };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseObject(json: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Malformed JSON, or one known key of the wrong type, voids all of it. */
export function parseMetadata(json: Buffer): StreamMetadata {
  const object = parseObject(json);
  if (!object) return NO_METADATA;
  const metadata: StreamMetadata = {};
  // 2.0 is not an integer to the real server, and JSON.parse cannot tell: look at the text.
  const text = json.toString('utf8');
  const fraction = /"\$(?:maxCount|maxAge|tb|cacheControl)"\s*:\s*-?\d+[.eE]/.test(text);
  if (fraction) return NO_METADATA;
  for (const [key, value] of Object.entries(object)) {
    switch (key) {
      case '$maxCount':
        if (typeof value !== 'number' || value <= 0) return NO_METADATA;
        metadata.maxCount = value;
        break;
      case '$maxAge':
        if (typeof value !== 'number' || value <= 0) return NO_METADATA;
        metadata.maxAgeSeconds = value;
        break;
      case '$tb':
        if (typeof value !== 'number' || value < 0) return NO_METADATA;
        metadata.truncateBefore = value;
        break;
      case '$cacheControl':
        if (typeof value !== 'number' || value <= 0) return NO_METADATA;
        break;
      case '$acl':
        if (!isObject(value)) return NO_METADATA;
        break;
    }
  }
  return metadata;
}

export const isSoftDeleted = (metadata: StreamMetadata): boolean => (metadata.truncateBefore ?? 0) >= SOFT_DELETED_FROM;

/** The first revision that the metadata lets a reader see, age apart. */
export function firstVisible(metadata: StreamMetadata, last: number): number {
  return Math.max(metadata.truncateBefore ?? 0, metadata.maxCount === undefined ? 0 : last - metadata.maxCount + 1);
}

/** `created` (microseconds) below which events have expired. */
export function expiredBefore(metadata: StreamMetadata, nowMs: number): number {
  return metadata.maxAgeSeconds === undefined ? 0 : (nowMs - metadata.maxAgeSeconds * 1000) * 1000;
}

/** The metadata that brings a soft-deleted stream back: as it was, but with `$tb` at the first new revision. */
export function revivedMetadata(json: Buffer, firstRevision: number): Buffer {
  return Buffer.from(JSON.stringify({ ...parseObject(json), $tb: firstRevision }), 'utf8');
}

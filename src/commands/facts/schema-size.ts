import type { Problem } from '../../domain/kernel/errors.js';

const MAX_SCHEMA_BYTES = 64 * 1024;
const MAX_DEPTH = 32;

/** What makes a schema too large to be looked at. Stops at the limits: the value may be as large, as wide and as deep as its author likes. */
export function sizeProblems(root: unknown): Problem[] {
  let open: unknown[] = [root];
  let size = 0;
  for (let depth = 0; open.length > 0; depth++) {
    if (depth > MAX_DEPTH) return [{ path: '', message: `is nested deeper than ${MAX_DEPTH} levels` }];
    const inner: unknown[] = [];
    for (const value of open) {
      size += leastSize(value, inner);
      if (size > MAX_SCHEMA_BYTES)
        return [{ path: '', message: `is too long: a schema has at most ${MAX_SCHEMA_BYTES} bytes` }];
    }
    open = inner;
  }
  return [];
}

/** Bytes of JSON that a value has at least, without what is within it; puts that into `inner`. */
function leastSize(value: unknown, inner: unknown[]): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 1;
  let size = 2;
  if (Array.isArray(value)) {
    size += value.length;
    if (size <= MAX_SCHEMA_BYTES) inner.push(...value);
    return size;
  }
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    size += key.length + 4;
    if (size > MAX_SCHEMA_BYTES) break;
    inner.push(Reflect.get(value, key));
  }
  return size;
}

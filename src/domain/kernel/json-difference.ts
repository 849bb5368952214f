import { formatPath } from './edge-json.js';
import { canonicalize, type Json } from './json.js';

/** One place in which two values differ; `before` is absent where there is nothing yet, `after` where it is gone. */
export interface JsonDifference {
  /** `files[0].size`; empty: the value itself. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** Where two values differ, in the order of the later one, what is gone last; at most `limit`. Lists are compared place by place. */
export function jsonDifferences(before: Json, after: Json, limit = 1_000): JsonDifference[] {
  const found: JsonDifference[] = [];
  walk(before, after, []);
  return found;

  function walk(a: Json | undefined, b: Json | undefined, path: readonly (string | number)[]): void {
    if (found.length >= limit || (a !== undefined && b !== undefined && same(a, b))) return;
    if (isList(a) && isList(b)) {
      for (let i = 0; i < Math.max(a.length, b.length); i++) walk(a[i], b[i], [...path, i]);
      return;
    }
    if (isRecord(a) && isRecord(b)) {
      for (const key of Object.keys(b)) walk(own(a, key), own(b, key), [...path, key]);
      for (const key of Object.keys(a)) if (!Object.hasOwn(b, key)) walk(own(a, key), undefined, [...path, key]);
      return;
    }
    found.push({
      path: formatPath(path),
      ...(a === undefined ? {} : { before: a }),
      ...(b === undefined ? {} : { after: b }),
    });
  }
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (record: { readonly [key: string]: Json }, key: string): Json | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
/** Containers are walked into; what is left is compared as it is written. */
const same = (a: Json, b: Json): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonicalize(a) === canonicalize(b));

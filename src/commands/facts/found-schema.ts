import type { Json } from '../../domain/kernel/json.js';

/** A schema within a schema, where it is, and those within it. */
export interface FoundSchema {
  /** For people: `properties.total`. */
  readonly path: string;
  /** For references: `#/properties/total`. */
  readonly pointer: string;
  readonly schema: { readonly [key: string]: Json };
  readonly children: readonly FoundSchema[];
}

/** `properties.total`, `properties["unit price"]`. */
export function join(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

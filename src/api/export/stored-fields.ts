import { operatorIdOf } from '../../domain/kernel/envelope.js';
import type { Json, JsonObject } from '../../domain/kernel/json.js';

/** Fields of events as they are stored, of any version: what is not there, or is something else, is null. */

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function fieldOf(value: Json | undefined, ...path: readonly string[]): Json | null {
  let at: Json | undefined = value;
  for (const name of path) at = isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  return at ?? null;
}

export function textOf(value: Json | undefined, ...path: readonly string[]): string | null {
  const found = fieldOf(value, ...path);
  return typeof found === 'string' ? found : null;
}

export function numberOf(value: Json | undefined, ...path: readonly string[]): number | null {
  const found = fieldOf(value, ...path);
  return typeof found === 'number' ? found : null;
}

/** Sum of the charges that an event books, in nano-dollars. */
export function chargedBy(data: Json): bigint | null {
  const charges = fieldOf(data, 'charges');
  if (!Array.isArray(charges) || charges.length === 0) return null;
  let total = 0n;
  for (const charge of charges) {
    const amount = textOf(charge, 'nanoUsd');
    if (amount !== null && /^-?\d{1,30}$/.test(amount)) total += BigInt(amount);
  }
  return total;
}

/** The operator behind an event; null: nobody was. */
export function operatorOf(metadata: Json): string | null {
  const kind = textOf(metadata, 'actor', 'kind');
  const id = textOf(metadata, 'actor', 'id');
  const onBehalfOf = textOf(metadata, 'actor', 'onBehalfOf');
  if (kind !== 'operator') return onBehalfOf;
  return id === null ? null : operatorIdOf({ kind, id, name: '' });
}

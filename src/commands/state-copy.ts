/** A copy of a state that shares nothing with it that a fold may change: maps, sets, lists and plain objects all the way down. */
export function copyState<State>(state: State): State {
  // A copy has the shape of what it was copied from, which the compiler cannot see through the walk.
  return copied(state) as State;
}

function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  if (value instanceof Map) return new Map([...value].map(([key, member]) => [key, copied(member)]));
  if (value instanceof Set) return new Set(value);
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) copy[key] = copied(member);
  return copy;
}

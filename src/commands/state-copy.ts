/** A copy of a state that shares nothing with it that a fold may change: maps, sets, lists and plain objects all the way down. */
export function copyState<State>(state: State): State {
  // A copy has the shape of what it was copied from, which the compiler cannot see through the walk.
  return copied(state) as State;
}

function copied(value: unknown): unknown {
  if (!isObject(value)) return value;
  if (Array.isArray(value)) return value.map(copied);
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    for (const [key, member] of value) map.set(key, copied(member));
    return map;
  }
  if (value instanceof Set) return new Set(value);
  // A spread keeps the shape that the engine knows: several times faster than member by member.
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) {
    const member = copy[key];
    if (isObject(member)) copy[key] = copied(member);
  }
  return copy;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

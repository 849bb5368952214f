/**
 * Makes something of each item, and gives the same object again for an item that has not changed; the same list when none has. Who compares by
 * identity, as xyflow does, then has nothing to do.
 * @param keyOf which one it is, unique in a list
 */
export function keeping<Item, Made>(
  keyOf: (item: Item) => string,
  make: (item: Item) => Made,
): (items: readonly Item[]) => Made[] {
  let kept = new Map<string, { readonly text: string; readonly made: Made }>();
  let list: Made[] = [];
  return (items) => {
    const next = new Map<string, { readonly text: string; readonly made: Made }>();
    for (const item of items) {
      const key = keyOf(item);
      const text = JSON.stringify(item);
      const before = kept.get(key);
      next.set(key, before?.text === text ? before : { text, made: make(item) });
    }
    kept = next;
    const made = [...next.values()].map((one) => one.made);
    if (made.length !== list.length || made.some((one, index) => one !== list[index])) list = made;
    return list;
  };
}

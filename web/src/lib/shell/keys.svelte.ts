import { untrack } from 'svelte';

/** The keyboard of the whole console. Never while somebody types. */
export interface Key {
  /** `g r`, `j`, `Shift+A` is `A`, `Ctrl+K`. A sequence has a space. */
  readonly keys: string;
  readonly label: string;
  /** Where it stands on the key sheet. */
  readonly group: 'Go to' | 'Lists' | 'Decide' | 'Run' | 'View';
  readonly run: () => void;
}

/** How long the second key of a sequence may take. */
const SEQUENCE_MS = 1_200;

class Keys {
  /** Not state: what ends an effect would read it as it was before the effects of the same turn, and lose what they added. */
  private layered: readonly (readonly Key[])[] = [];
  private changed = $state.raw({});
  private pending = '';
  private pendingAt = 0;

  /** Keys of a page or a component; the last one that was added wins. @returns a function that removes them */
  add(keys: readonly Key[]): () => void {
    this.layered = [...this.layered, keys];
    this.changed = {};
    return () => {
      this.layered = this.layered.filter((layer) => layer !== keys);
      this.changed = {};
    };
  }

  /** All that work now, for the key sheet; of two with the same keys the one that works. */
  get all(): readonly Key[] {
    void this.changed;
    const seen = new Map<string, Key>();
    for (const layer of this.layered) for (const key of layer) seen.set(key.keys, key);
    return [...seen.values()];
  }

  handle(event: KeyboardEvent): void {
    const name = nameOf(event);
    if (name === undefined || event.defaultPrevented) return;
    if (typing(event) && !name.startsWith('Ctrl+')) return;
    const now = performance.now();
    const sequence = this.pending !== '' && now - this.pendingAt < SEQUENCE_MS ? `${this.pending} ${name}` : name;
    const found = this.find(sequence) ?? this.find(name);
    if (found) {
      this.pending = '';
      event.preventDefault();
      found.run();
    } else if (this.begins(name)) {
      this.pending = name;
      this.pendingAt = now;
    } else this.pending = '';
  }

  private find(keys: string): Key | undefined {
    for (const layer of this.layered.toReversed()) for (const key of layer) if (key.keys === keys) return key;
    return undefined;
  }
  private begins(name: string): boolean {
    return this.layered.some((layer) => layer.some(({ keys }) => keys.startsWith(`${name} `)));
  }
}

function nameOf(event: KeyboardEvent): string | undefined {
  if (event.altKey || ['Shift', 'Control', 'Meta', 'Alt'].includes(event.key)) return undefined;
  return event.ctrlKey || event.metaKey ? `Ctrl+${event.key.toUpperCase()}` : event.key;
}

function typing({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches(
        'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [role=combobox], [role=menu] *',
      ) ||
      target.closest('[role=dialog]') !== null)
  );
}

export const keys = new Keys();

/** Keys for the life of a component; `of` is tracked. */
export function useKeys(of: () => readonly Key[]): void {
  $effect(() => {
    const layer = of();
    return untrack(() => keys.add(layer));
  });
}

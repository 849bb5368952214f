/** JSON as lines of text that can be folded. */
export interface JsonLine {
  /** JSON pointer of the value. */
  readonly path: string;
  /** An object or array has up to two lines: `open` and `close`. */
  readonly part: 'value' | 'open' | 'close' | 'more';
  readonly depth: number;
  /** `"name"`; none in arrays. */
  readonly key?: string;
  readonly text: string;
  readonly kind: 'string' | 'number' | 'other' | 'bracket';
  /** Of an object or array: whether it is open. */
  readonly folds?: boolean;
}

/** Longer arrays and objects begin folded. */
const FOLD_FROM = 12;

/**
 * @param toggled by path: open (true) or folded (false), where the reader said so
 * @param most at most this many lines
 */
export function linesOf(value: unknown, toggled: Readonly<Record<string, boolean>>, most: number): readonly JsonLine[] {
  const lines: JsonLine[] = [];
  add(value, '', 0, undefined);
  return lines;

  function add(item: unknown, path: string, depth: number, key: string | undefined): void {
    if (lines.length >= most) {
      if (lines.at(-1)?.part !== 'more')
        lines.push({ path, part: 'more', depth, text: '… more: copy it to see all', kind: 'other' });
      return;
    }
    const named = key === undefined ? {} : { key: JSON.stringify(key) };
    if (typeof item !== 'object' || item === null) {
      const kind = typeof item === 'string' ? 'string' : typeof item === 'number' ? 'number' : 'other';
      lines.push({ path, part: 'value', depth, ...named, text: JSON.stringify(item) ?? 'undefined', kind });
      return;
    }
    const [left, right] = Array.isArray(item) ? ['[', ']'] : ['{', '}'];
    const entries: readonly (readonly [string, unknown])[] = Object.entries(item);
    if (entries.length === 0) {
      lines.push({ path, part: 'value', depth, ...named, text: `${left}${right}`, kind: 'bracket' });
      return;
    }
    const open = toggled[path] ?? (depth === 0 || entries.length <= FOLD_FROM);
    if (!open) {
      const text = `${left} ${entries.length} ${Array.isArray(item) ? 'items' : 'fields'}, ${bytes(jsonSize(item))} ${right}`;
      lines.push({ path, part: 'open', depth, ...named, text, kind: 'bracket', folds: false });
      return;
    }
    lines.push({ path, part: 'open', depth, ...named, text: left ?? '', kind: 'bracket', folds: true });
    for (const [name, child] of entries)
      add(child, `${path}/${escape(name)}`, depth + 1, Array.isArray(item) ? undefined : name);
    lines.push({ path, part: 'close', depth, text: right ?? '', kind: 'bracket' });
  }
}

/** Characters of it as JSON. */
export const jsonSize = (value: unknown): number => (JSON.stringify(value) ?? '').length;

/** `412 B`, `61 kB`, `2.4 MB`. */
export function bytes(size: number): string {
  if (size < 1_000) return `${size} B`;
  if (size < 1_000_000) return `${Math.round(size / 1_000)} kB`;
  return `${(size / 1_000_000).toFixed(1)} MB`;
}

const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

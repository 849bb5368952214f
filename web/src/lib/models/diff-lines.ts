/** JSON as it is, line by line, with what was different before. Whole: nothing is folded, because these are the bytes that are decided upon. */
export interface DiffLine {
  readonly sign: ' ' | '+' | '-';
  readonly depth: number;
  readonly text: string;
}

export interface Difference {
  /** `entries[0].cents`; empty: the whole value. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** @param value as it is now @param differences from before to now; none: nothing is marked */
export function diffLines(value: unknown, differences: readonly Difference[]): readonly DiffLine[] {
  const at = new Map(differences.map((difference) => [difference.path, difference]));
  /** What is gone, by the path of the object or array that it was in. */
  const gone = new Map<string, Difference[]>();
  for (const difference of differences)
    if (!('after' in difference) && difference.path !== '') {
      const parent = parentOf(difference.path);
      gone.set(parent, [...(gone.get(parent) ?? []), difference]);
    }
  const lines: DiffLine[] = [];
  add(value, '', 0, '', ' ', '');
  return lines;

  function add(item: unknown, path: string, depth: number, label: string, sign: DiffLine['sign'], comma: string): void {
    const difference = sign === ' ' ? at.get(path) : undefined;
    if (difference && 'after' in difference) {
      if ('before' in difference) add(difference.before, '\u0000', depth, label, '-', comma);
      add(item, path, depth, label, '+', comma);
      return;
    }
    if (typeof item !== 'object' || item === null) {
      lines.push({ sign, depth, text: `${label}${JSON.stringify(item) ?? 'null'}${comma}` });
      return;
    }
    const [open, close] = Array.isArray(item) ? ['[', ']'] : ['{', '}'];
    const children: readonly (readonly [string, string, unknown])[] = Array.isArray(item)
      ? item.map((child, index) => ['', `${path}[${index}]`, child])
      : Object.entries(item).map(([key, child]) => [
          `${JSON.stringify(key)}: `,
          path === '' ? key : `${path}.${key}`,
          child,
        ]);
    const lost = sign === ' ' ? (gone.get(path) ?? []) : [];
    if (children.length === 0 && lost.length === 0) {
      lines.push({ sign, depth, text: `${label}${open}${close}${comma}` });
      return;
    }
    lines.push({ sign, depth, text: `${label}${open}` });
    children.forEach(([name, childPath, child], index) =>
      add(child, childPath, depth + 1, name, sign, index < children.length - 1 ? ',' : ''),
    );
    for (const { path: lostPath, before } of lost)
      add(before, '\u0000', depth + 1, Array.isArray(item) ? '' : `${JSON.stringify(nameOf(lostPath))}: `, '-', '');
    lines.push({ sign, depth, text: `${close}${comma}` });
  }
}

const parentOf = (path: string): string =>
  path.endsWith(']') ? path.slice(0, path.lastIndexOf('[')) : path.slice(0, Math.max(0, path.lastIndexOf('.')));
const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

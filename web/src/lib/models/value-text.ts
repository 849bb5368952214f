/** A value on one line where it fits: text as it is, the rest as JSON. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  const flat = JSON.stringify(value) ?? 'null';
  return flat.length <= 80 ? flat : JSON.stringify(value, null, 2);
}

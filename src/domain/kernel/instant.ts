/**
 * Whether a text is an instant as Date.prototype.toISOString writes it, of a day and a time that there are, from 1970 to 9999: every store
 * takes those. `2026-02-30T00:00:00.000Z` is none.
 */
export function isInstant(text: string): boolean {
  if (!/^(19[7-9]\d|[2-9]\d{3})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text;
}

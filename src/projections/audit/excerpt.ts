import { joined, textParts } from './terms.js';

/** Little before the word, so that it stands where a narrow row still shows it. */
const BEFORE = 24;
const AFTER = 136;

/** `stored`: as terms.ts parts it. Where the first word of a search stands in a text, with what is around it; undefined when only an id or the place was found. */
export function excerptOf(stored: string, search: string): string | undefined {
  const text = joined(stored);
  const lower = text.toLowerCase();
  for (const { words, not } of textParts(search)) {
    if (not || words.trim() === '') continue;
    const found = lower.indexOf(words.trim().toLowerCase());
    if (found < 0) continue;
    const from = Math.max(0, found - BEFORE);
    const to = Math.min(text.length, found + words.length + AFTER);
    const cut = text.slice(from, to).replace(/\s+/g, ' ').trim();
    return `${from > 0 ? '…' : ''}${cut}${to < text.length ? '…' : ''}`;
  }
  return undefined;
}

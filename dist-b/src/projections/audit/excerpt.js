import { joined, textParts } from "./terms.js";
const BEFORE = 24, AFTER = 136;
function excerptOf(stored, search) {
  const text = joined(stored), lower = text.toLowerCase();
  for (const { words, not } of textParts(search)) {
    if (not || words.trim() === "") continue;
    const found = lower.indexOf(words.trim().toLowerCase());
    if (found < 0) continue;
    const from = Math.max(0, found - BEFORE), to = Math.min(text.length, found + words.length + AFTER), cut = text.slice(from, to).replace(/\s+/g, " ").trim();
    return `${from > 0 ? "\u2026" : ""}${cut}${to < text.length ? "\u2026" : ""}`;
  }
}
export {
  excerptOf
};
//# sourceMappingURL=excerpt.js.map

class Html {
  constructor(text) {
    this.text = text;
  }
  text;
}
const ESCAPES = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}, escaped = (text) => text.replace(/[&<>"']/g, (found) => ESCAPES[found] ?? "").replace(new RegExp("\\p{Cc}", "gu"), (found) => found === `
` || found === "	" ? found : " "), textOf = (part) => part === void 0 ? "" : part instanceof Html ? part.text : typeof part == "object" ? part.map(({ text }) => text).join("") : escaped(String(part)), markup = (texts, ...parts) => new Html(texts.map((text, i) => text.replace(/\n\s+/g, `
`) + textOf(parts[i])).join(""));
export {
  Html,
  markup
};
//# sourceMappingURL=html.js.map

/** Text that is HTML already; everything else is escaped. */
export class Html {
  constructor(readonly text: string) {}
}
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Control characters have no place in a document; a line break stays. */
const escaped = (text: string): string =>
  text
    .replace(/[&<>"']/g, (found) => ESCAPES[found] ?? '')
    .replace(/\p{Cc}/gu, (found) => (found === '\n' || found === '\t' ? found : ' '));

type Part = string | number | Html | readonly Html[] | undefined;
const textOf = (part: Part): string => {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  return typeof part === 'object' ? part.map(({ text }) => text).join('') : escaped(String(part));
};

/** A tag for templates whose values are escaped, unless they are HTML themselves. How the template is indented does not show. */
export const markup = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(texts.map((text, i) => text.replace(/\n\s+/g, '\n') + textOf(parts[i])).join(''));

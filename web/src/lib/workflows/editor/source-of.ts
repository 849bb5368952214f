import type { Format } from './convert.js';

/** The text of a version: as its author wrote it; one that was saved as a JSON value is written out. */
export function sourceOf(version: {
  readonly source: { readonly format: Format; readonly text: string } | null;
  readonly definition: unknown;
}): { readonly text: string; readonly format: Format } {
  return version.source ?? { text: `${JSON.stringify(version.definition, null, 2)}\n`, format: 'json' };
}

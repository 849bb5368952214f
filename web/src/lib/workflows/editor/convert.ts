import { parseDocument, stringify } from 'yaml';

export type Format = 'yaml' | 'json';
export type Converted = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

/** The same definition in the other format. Comments and anchors do not survive: JSON has neither. */
export function convert(text: string, to: Format): Converted {
  const document = parseDocument(text, { prettyErrors: true, maxAliasCount: 1_000 } as never);
  const error = document.errors[0];
  if (error) return { ok: false, why: error.message.split('\n')[0] ?? 'it cannot be read' };
  const value: unknown = document.toJS({ maxAliasCount: 1_000 });
  return {
    ok: true,
    text:
      to === 'json'
        ? `${JSON.stringify(value, null, 2)}\n`
        : stringify(value, { lineWidth: 110, aliasDuplicateObjects: false }),
  };
}

/** Whether something is lost when it becomes JSON. */
export const hasComments = (text: string): boolean => /(^|\s)#/m.test(text);

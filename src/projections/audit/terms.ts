import { sql, type RawBuilder } from 'kysely';

/**
 * One text vector per event holds its words and, under a prefix with a colon (which no word has), what it can be filtered by: one GIN
 * index answers any combination of filters, and is one index to keep.
 */
const PREFIX = {
  type: 't:',
  kind: 'k:',
  workflow: 'w:',
  step: 'p:',
  agent: 'g:',
  operator: 'o:',
  actor: 'a:',
  mark: 'm:',
  id: 'i:',
  cause: 'z:',
} as const;
export type TermKind = keyof typeof PREFIX;
export const term = (kind: TermKind, value: string): string => PREFIX[kind] + value;

/** PostgreSQL's parser takes `a/b`, `a.b` and `a-b` for paths, hosts and numbers; to a search these part words. */
const PARTING = /[./\\\-_:@#&=+~^*$%<>|!?;,()[\]{}"'`]/g;
/** Text as it is stored: a space after whatever parts words. (To do it in the index would cost three times what the words cost.) */
export const parted = (text: string): string => text.replace(PARTING, '$& ');
/** Text as it was. */
export const joined = (text: string): string => text.replace(/([./\\\-_:@#&=+~^*$%<>|!?;,()[\]{}"'`]) /g, '$1');

const FILTERS = [
  ['type', 'type'],
  ['kind', "split_part(stream, '-', 1)"],
  ['workflow', 'workflow_id'],
  ['step', 'step_key'],
  ['agent', 'agent_id'],
  ['operator', 'operator_id'],
  ['actor', 'actor_id'],
  ['actor', 'actor_kind'],
  ['mark', 'mark'],
] as const satisfies readonly (readonly [TermKind, string])[];

const words = "to_tsvector('simple', text)";
const ids = "string_to_array(ids, ' ')";
/** The indexed vector, over the columns of audit_events. Changing it is a new format. */
export const VECTOR = `(${words} || array_to_tsvector(array_remove(ARRAY[${FILTERS.map(
  ([kind, column]) => `'${PREFIX[kind]}' || ${column}`,
).join(', ')}], NULL) || ${ids}))`;
/** Words and ids only, for a few rows at hand: not what the index holds, so that it is not used. */
export const WORDS = `(${words} || coalesce(array_to_tsvector(${ids}), ''))`;

const quoted = (lexeme: string): string => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
/** As text of a tsquery: any one of some terms. */
export const anyOf = (kind: TermKind, values: readonly string[]): string =>
  `(${values.map((value) => quoted(term(kind, value))).join(' | ')})`;

export interface TextPart {
  readonly words: string;
  /** It stood in quotes: one word after the other, all of them whole. */
  readonly phrase: boolean;
  readonly not: boolean;
}
const PART = /(-?)(?:"([^"]*)"|(\S+))/g;
const ID = /^[0-9a-f][0-9a-f-]{5,35}$/;

/** What was typed, part by part. */
export const textParts = (text: string): TextPart[] =>
  [...text.matchAll(PART)].map(([, minus, inQuotes, word]) => ({
    words: inQuotes ?? word?.replaceAll('"', ' ') ?? '',
    phrase: inQuotes !== undefined,
    not: minus === '-',
  }));

/** A tsquery: all parts must hold. Without a letter or digit it is empty, and finds nothing. */
export const textQuery = (text: string): RawBuilder<string> =>
  sql`(${sql.join(textParts(text).map(partQuery), sql` && `)})`;

function partQuery({ words, phrase, not }: TextPart): RawBuilder<string> {
  const given = sql`phraseto_tsquery('simple', ${parted(words)}::text)`;
  const begun = phrase
    ? given
    : sql`(CASE WHEN numnode(${given}) = 0 THEN '' ELSE ${given}::text || ':*' END)::tsquery`;
  const id = words.toLowerCase();
  const either = ID.test(id) ? sql`(${begun} || ${`${quoted(term('id', id))}:*`}::tsquery)` : begun;
  return not ? sql`!!${either}` : sql`${either}`;
}

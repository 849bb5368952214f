import { sql, type RawBuilder } from 'kysely';
import type { Condition } from './conditions.js';
import { bitsOfPhrase } from './pairs.js';

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

/** What was typed, as PostgreSQL is asked for it. */
export interface TextQuery {
  /** A tsquery: all parts must hold. Without a letter or digit it is empty, and finds nothing. */
  readonly exact: RawBuilder<string>;
  /**
   * What the index is asked for. It knows no order of words, and would have each event's text parsed again; and the beginning of a
   * short word is that of very many. `isLess`: it finds more than `exact` does.
   */
  readonly indexed: { readonly query: RawBuilder<string>; readonly isLess: boolean };
  /** Cheap conditions on the text that hold wherever the query does: with them few texts must be parsed. `beside`: of them what is asked of what the index found. */
  readonly necessary: readonly Condition[];
  readonly beside: readonly Condition[];
  /** Bits of pairs.ts that are set wherever the query holds. */
  readonly pairs: readonly number[];
}

export function textQuery(text: string): TextQuery {
  const parts = textParts(text);
  const all = (some: readonly TextPart[], ordered: boolean): RawBuilder<string> =>
    sql`(${sql.join(
      some.map((part) => partQuery(part, ordered)),
      sql` && `,
    )})`;
  const isShort = ({ words, phrase, not }: TextPart): boolean => !not && !phrase && words.length < LONG;
  const telling = parts.some((part) => !part.not && !isShort(part)) ? parts.filter((part) => !isShort(part)) : parts;
  return {
    exact: all(parts, true),
    indexed: {
      query: all(telling, false),
      isLess: telling.length < parts.length || parts.some(({ words }) => !PLAIN.test(words)),
    },
    necessary: parts.flatMap((part) => [...occurring(part), ...adjoining(part)]),
    beside: parts.flatMap((part) => (part.phrase ? adjoining(part) : occurring(part))),
    pairs: [...new Set(parts.flatMap(({ words, phrase, not }) => (phrase && !not ? bitsOfPhrase(spaced(words)) : [])))],
  };
}

/** Letters of a word whose beginning is not that of most others. */
const LONG = 4;
/** A word that is a word to every parser. */
const PLAIN = /^\p{L}[\p{L}\p{N}]*$/u;

const spaced = (words: string): string[] => words.trim().split(/\s+/);
const arePlain = ({ words, phrase, not }: TextPart): boolean =>
  !not && spaced(words).every((word) => PLAIN.test(word)) && (phrase || !ID.test(words.toLowerCase()));

/** Plain words must occur as they are. */
const occurring = (part: TextPart): Condition[] =>
  arePlain(part) ? spaced(part.words).map((word) => sql<boolean>`strpos(lower(text), lower(${word}::text)) > 0`) : [];

/** Those of a phrase one after the other, with nothing between them that could be a word. */
function adjoining(part: TextPart): Condition[] {
  const words = spaced(part.words);
  if (words.length === 1 || !arePlain(part)) return [];
  return [sql<boolean>`lower(text) ~ lower(${words.join('[^[:alnum:]]+')}::text)`];
}

function partQuery({ words, phrase, not }: TextPart, ordered: boolean): RawBuilder<string> {
  const typed = sql`phraseto_tsquery('simple', ${parted(words)}::text)`;
  // What must not stand one after the other may well stand apart.
  const given = ordered || not ? typed : sql`replace(${typed}::text, '<->', '&')::tsquery`;
  const begun = phrase
    ? given
    : sql`(CASE WHEN numnode(${given}) = 0 THEN '' ELSE ${given}::text || ':*' END)::tsquery`;
  const id = words.toLowerCase();
  const either = ID.test(id) ? sql`(${begun} || ${`${quoted(term('id', id))}:*`}::tsquery)` : begun;
  return not ? sql`!!${either}` : sql`${either}`;
}

import { sql, type RawBuilder } from 'kysely';
import { runStream } from '../../domain/catalog.js';
import { all, type Condition } from './conditions.js';
import { compileRuns, type RunConditions, type RunFilter } from './of-runs.js';
import type { AuditMark } from './rows.js';
import { anyOf, textQuery, WORDS, type TermKind, type TextQuery } from './terms.js';

/** What events must be like: all of it must hold, of a list any one. */
export interface AuditFilter extends RunFilter {
  readonly text?: string | undefined;
  readonly type?: readonly string[] | undefined;
  /** A name, or its beginning up to a star. */
  readonly stream?: string | undefined;
  readonly run?: string | undefined;
  readonly step?: string | undefined;
  readonly agent?: string | undefined;
  readonly operator?: string | undefined;
  /** An id, or `operator`, `agent`, `system`. */
  readonly actor?: string | undefined;
  readonly mark?: readonly AuditMark[] | undefined;
  /** Inclusive. */
  readonly from?: string | undefined;
  /** Exclusive. */
  readonly to?: string | undefined;
  readonly minNanoUsd?: string | undefined;
}

/** A filter as SQL over audit_events. */
export interface CompiledFilter {
  /** One stream is all that is looked at. */
  readonly stream: string | undefined;
  /** What the run of an event must be like, beside all else. */
  readonly run: RunConditions | undefined;
  /** Of a filter that asks of runs: nothing but the time is asked of their events. */
  readonly onlyRun: boolean;
  readonly times: readonly Condition[];
  /** Everything that columns say; exact. */
  readonly columns: readonly Condition[];
  /** The text, without the index: cheap conditions, and the exact one. */
  readonly words: Condition | undefined;
  /** Of the text what `query` does not say. */
  readonly order: readonly Condition[];
  /** Bits of pairs.ts that are set wherever the text is as it must be. */
  readonly pairs: readonly number[];
  /** What the index can be asked for; everything that `columns` says of time and money must be asked beside it. */
  readonly query: RawBuilder<string> | undefined;
}

export function compileFilter(filter: AuditFilter): CompiledFilter {
  const columns: Condition[] = [];
  const terms: string[] = [];
  const add = (condition: Condition, kind?: TermKind, values: readonly string[] = []): void => {
    columns.push(condition);
    if (kind !== undefined) terms.push(anyOf(kind, values));
  };
  const among = (column: string, values: readonly string[]): Condition =>
    sql<boolean>`${sql.ref(column)} = ANY(${[...values]}::text[])`;

  const kindOfStream = filter.stream?.endsWith('*') === true ? filter.stream.slice(0, -1) : undefined;
  const named = kindOfStream === undefined ? filter.stream : undefined;
  const stream = filter.run === undefined ? named : runStream(filter.run);
  if (stream !== undefined) columns.push(sql<boolean>`stream = ${stream}`);
  if (named !== undefined && named !== stream) columns.push(sql<boolean>`stream = ${named}`);
  if (filter.run !== undefined) terms.push(anyOf('id', [filter.run]));
  if (kindOfStream !== undefined) {
    const whole = /^([^-]+)-$/.exec(kindOfStream)?.[1];
    add(sql<boolean>`starts_with(stream, ${kindOfStream})`, whole === undefined ? undefined : 'kind', [whole ?? '']);
  }
  if (filter.type) add(among('type', filter.type), 'type', filter.type);
  if (filter.workflow) add(among('workflow_id', filter.workflow), 'workflow', filter.workflow);
  if (filter.step !== undefined) add(among('step_key', [filter.step]), 'step', [filter.step]);
  if (filter.agent !== undefined) add(among('agent_id', [filter.agent]), 'agent', [filter.agent]);
  if (filter.operator !== undefined) add(among('operator_id', [filter.operator]), 'operator', [filter.operator]);
  if (filter.actor !== undefined)
    add(sql<boolean>`(actor_id = ${filter.actor} OR actor_kind = ${filter.actor})`, 'actor', [filter.actor]);
  if (filter.mark) add(among('mark', filter.mark), 'mark', filter.mark);
  if (filter.minNanoUsd !== undefined)
    columns.push(sql<boolean>`nano_usd >= ${filter.minNanoUsd}::numeric AND nano_usd > 0`);
  const run = compileRuns(filter);
  const asksOfEvents = filter.text !== undefined || columns.length > (filter.workflow ? 1 : 0);
  const times: Condition[] = [];
  if (filter.from !== undefined) times.push(sql<boolean>`at >= ${filter.from}::timestamptz`);
  if (filter.to !== undefined) times.push(sql<boolean>`at < ${filter.to}::timestamptz`);

  const text = filter.text === undefined ? undefined : textQuery(filter.text);
  const filters = terms.length === 0 ? undefined : sql<string>`${terms.join(' & ')}::tsquery`;
  const exactly = ({ exact }: TextQuery) => sql<boolean>`${sql.raw(WORDS)} @@ ${exact}`;
  const words = text && all([...text.necessary, exactly(text)]);
  return {
    stream,
    run,
    onlyRun: run !== undefined && !asksOfEvents,
    times,
    columns: [...columns, ...times],
    words,
    order: text?.indexed.isLess ? [...text.beside, exactly(text)] : [],
    pairs: text?.pairs ?? [],
    query: text && filters ? sql<string>`(${filters} && ${text.indexed.query})` : (text?.indexed.query ?? filters),
  };
}

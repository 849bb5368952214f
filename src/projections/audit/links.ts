import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../storage/database.js';
import { all, tableOf, type Condition } from './conditions.js';
import type { AuditRow } from './rows.js';
import { columnsOf, EVERY_COLUMN } from './search.js';
import { anyOf, VECTOR } from './terms.js';

const LINK = [
  'position',
  'stream',
  'revision',
  'eventId',
  'type',
  'at',
  'actorKind',
  'actorId',
  'actorName',
  'runId',
  'stepKey',
  'mark',
  'summary',
  'commandId',
  'causationId',
  'introduces',
  'about',
] as const satisfies readonly (keyof AuditRow)[];
/** An event that another one came from, or led to. */
export type AuditLinkRow = Pick<AuditRow, (typeof LINK)[number]>;
const COLUMNS = columnsOf(LINK);

export interface AuditEntry {
  readonly event: AuditRow;
  /** From the first cause on, at most 20. */
  readonly causes: readonly AuditLinkRow[];
  /** At most 50. */
  readonly sameCommand: readonly AuditLinkRow[];
  /** At most 50. */
  readonly effects: readonly AuditLinkRow[];
  readonly moreEffects: boolean;
}

const MAX_CAUSES = 20;
const MAX_LINKS = 50;
/** An append has at most so many events. */
const MAX_APPEND = 500;

/** One event and what is around it; undefined when there is none at that position. */
export async function auditEntry(db: Db, schema: string, position: string): Promise<AuditEntry | undefined> {
  const events = tableOf(schema, 'audit_events');
  const [event] = (
    await sql<AuditRow>`SELECT ${EVERY_COLUMN} FROM ${events} WHERE position = ${position}::bigint`.execute(db)
  ).rows;
  if (!event) return undefined;
  const find = async (
    where: readonly Condition[],
    order: RawBuilder<unknown>,
    limit: number,
  ): Promise<AuditLinkRow[]> =>
    (
      await sql<AuditLinkRow>`SELECT ${COLUMNS} FROM ${events} WHERE ${all(where)} ORDER BY ${order} LIMIT ${limit}`.execute(
        db,
      )
    ).rows;

  const causes: AuditLinkRow[] = [];
  for (let link: AuditLinkRow = event; causes.length < MAX_CAUSES;) {
    const cause = await causeOf(link, find);
    if (!cause) break;
    causes.unshift(cause);
    link = cause;
  }
  const isIn = (links: readonly AuditLinkRow[], one: AuditLinkRow): boolean =>
    links.some((other) => other.position === one.position);
  const sameCommand = (await sameCommandAs(event, events, db)).filter((one) => !isIn(causes, one));
  const effects = (await effectsOf(event, find)).filter((effect) => !isIn(sameCommand, effect));
  return {
    event,
    causes,
    sameCommand: sameCommand.slice(0, MAX_LINKS),
    effects: effects.slice(0, MAX_LINKS),
    moreEffects: effects.length > MAX_LINKS,
  };
}

type Find = (where: readonly Condition[], order: RawBuilder<unknown>, limit: number) => Promise<AuditLinkRow[]>;

/** The event before it of the same command; else what it names as its cause, else what it is about: a decision follows from the request, whoever made it. */
async function causeOf(link: AuditLinkRow, find: Find): Promise<AuditLinkRow | undefined> {
  const { stream, position, causationId, commandId, about } = link;
  const before = [sql<boolean>`stream = ${stream} AND position < ${position}::bigint`];
  const [last] = await find(before, sql`audit_events.position DESC`, 1);
  if (last?.commandId === commandId) return last;
  const named = [causationId === commandId ? undefined : causationId, about].filter((id) => typeof id === 'string');
  for (const id of named) {
    // Nearly always a few events before, in the same stream.
    const is = sql<boolean>`(event_id = ${id} OR introduces = ${id} OR command_id = ${id})`;
    const [cause] = await find([...before, is], sql`audit_events.position DESC`, 1);
    if (cause) return cause;
    const [elsewhere] = await find(
      [indexed(anyOf('id', [id])), sql<boolean>`introduces = ${id}`],
      sql`(position + 0)`,
      1,
    );
    if (elsewhere) return elsewhere;
  }
  return undefined;
}

/** Other events of its append; they stand beside it. */
async function sameCommandAs(event: AuditRow, events: RawBuilder<unknown>, db: Db): Promise<AuditLinkRow[]> {
  const side = (comparison: string, direction: string): RawBuilder<unknown> =>
    sql`(SELECT * FROM ${events} WHERE stream = ${event.stream} AND position ${sql.raw(comparison)} ${event.position}::bigint
      ORDER BY position ${sql.raw(direction)} LIMIT ${MAX_APPEND})`;
  return (
    await sql<AuditLinkRow>`SELECT ${COLUMNS} FROM (${side('<', 'DESC')} UNION ALL ${side('>', 'ASC')}) AS near
      WHERE command_id = ${event.commandId} ORDER BY near.position LIMIT ${MAX_LINKS}`.execute(db)
  ).rows;
}

/** What names it, its command, or the lease, approval or halt that it introduced. */
function effectsOf({ position, eventId, commandId, introduces }: AuditRow, find: Find): Promise<AuditLinkRow[]> {
  const ids = [eventId, commandId, ...(introduces === null ? [] : [introduces])];
  const terms = [anyOf('cause', ids), ...(introduces === null ? [] : [anyOf('id', [introduces])])].join(' | ');
  const caused = sql<boolean>`(causation_id = ANY(${ids}::text[]) OR about = ${introduces}::text)`;
  return find(
    [indexed(terms), caused, sql<boolean>`position > ${position}::bigint`],
    sql`(position + 0)`,
    MAX_LINKS + 1 + MAX_LINKS,
  );
}

const indexed = (query: string): Condition => sql<boolean>`${sql.raw(VECTOR)} @@ ${query}::tsquery`;

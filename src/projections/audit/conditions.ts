import { sql, type RawBuilder } from 'kysely';

export type Condition = RawBuilder<boolean>;

/** Where events stand in the log: position > after, < before. */
export interface Range {
  readonly after: bigint;
  readonly before: bigint;
}

export const tableOf = (schema: string, name: string): RawBuilder<unknown> => sql.table(`${schema}.${name}`);

export const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` AND `)}`;

export const within = ({ after, before }: Range): Condition[] => [
  sql<boolean>`position > ${String(after)}::bigint`,
  sql<boolean>`position < ${String(before)}::bigint`,
];

/** The same for another index than that of positions: as expressions, since in the order of the primary key every event would be looked at. */
export const apart = ({ after, before }: Range): Condition[] => [
  sql<boolean>`(position + 0) > ${String(after)}::bigint`,
  sql<boolean>`(position + 0) < ${String(before)}::bigint`,
];

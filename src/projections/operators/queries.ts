import { effectiveRoles } from '../../domain/operator/roles.js';
import type { OperatorRow, SessionRow, ViewRow } from '../rows.js';
import type { Db } from '../storage/database.js';

export type OperatorSummary = Pick<
  OperatorRow,
  'operatorId' | 'name' | 'roles' | 'createdAt' | 'disabledAt' | 'disabledBecause' | 'keys'
>;

export const listOperators = (db: Db): Promise<OperatorSummary[]> =>
  db
    .selectFrom('operators')
    .select(['operatorId', 'name', 'roles', 'createdAt', 'disabledAt', 'disabledBecause', 'keys'])
    .orderBy('operatorId')
    .execute();

/** `at`: those that are open then, in milliseconds since the epoch. */
export interface SessionFilter {
  readonly operatorId?: string | undefined;
  readonly at: number;
}

/** Newest first. */
export async function listSessions(db: Db, { operatorId, at }: SessionFilter): Promise<SessionRow[]> {
  let query = db.selectFrom('operators').select(['operatorId', 'name', 'roles', 'sessions']);
  if (operatorId !== undefined) query = query.where('operatorId', '=', operatorId);
  const operators = await query.execute();
  return operators
    .flatMap(({ sessions, roles: held, ...operator }) =>
      sessions.map(({ roles, ...session }) => ({
        ...operator,
        ...session,
        roles: roles === null ? held : effectiveRoles(roles, held),
      })),
    )
    .filter(({ expiresAt }) => Date.parse(expiresAt) > at)
    .sort((a, b) => compare(b.startedAt, a.startedAt) || compare(a.sessionId, b.sessionId));
}

/** By page, then as they were first saved. */
export async function listViews(db: Db, operatorId: string, page?: string): Promise<ViewRow[]> {
  const found = await db
    .selectFrom('operators')
    .select('views')
    .where('operatorId', '=', operatorId)
    .executeTakeFirst();
  const views = (found?.views ?? []).filter((view) => page === undefined || view.page === page);
  return views.sort((a, b) => compare(a.page, b.page));
}

export async function listHints(db: Db, operatorId: string): Promise<readonly string[]> {
  const found = await db
    .selectFrom('operators')
    .select('hints')
    .where('operatorId', '=', operatorId)
    .executeTakeFirst();
  return found?.hints ?? [];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

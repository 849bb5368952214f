import type { SignedIn } from '../access/access.js';
import type { OperatorSummary } from '../projections/queries.js';
import type { SessionRow } from '../projections/rows.js';
import type { Operator } from './contract/operators.js';
import type { ListedSession, Session } from './contract/sessions.js';

/** With its keys, never their hashes. */
export const operatorView = ({ roles, keys, ...operator }: OperatorSummary): Operator => ({
  ...operator,
  roles: [...roles],
  keys: keys.map(({ id, roles: held, ...key }) => ({ keyId: id, roles: [...held], ...key })),
});

/** A session as the log has it. */
export const sessionView = ({ principal, session }: SignedIn): Session => ({
  sessionId: session.sessionId,
  operatorId: principal.operatorId,
  name: principal.name,
  roles: [...principal.roles],
  startedAt: session.startedAt,
  expiresAt: session.expiresAt,
  via: viaOf(session),
  device: session.device,
});

/** A session as the read models have it. `current`: the one that asks. */
export const listedSessionView = (row: SessionRow, current: string | undefined): ListedSession => ({
  sessionId: row.sessionId,
  operatorId: row.operatorId,
  name: row.name,
  roles: [...row.roles],
  startedAt: row.startedAt,
  expiresAt: row.expiresAt,
  via: viaOf(row),
  device: row.device,
  current: row.sessionId === current,
});

const viaOf = ({
  linkId,
  keyId,
}: {
  readonly linkId?: string | null | undefined;
  readonly keyId?: string | null | undefined;
}): Session['via'] => ({
  kind: linkId == null ? 'key' : 'link',
  ...(linkId == null ? {} : { linkId }),
  ...(keyId == null ? {} : { keyId }),
});

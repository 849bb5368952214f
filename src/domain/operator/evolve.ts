import { assertNever } from '../kernel/errors.js';
import type { Foldable } from '../kernel/envelope.js';
import type { OperatorEvent } from './events.js';
import { keyOf, linkOf, type Operator } from './state.js';

/** A link is kept this long after its end, so that whoever opens it again is told what became of it. */
const LINK_KEPT_MS = 24 * 3_600_000;

/** The fold of `operator-<id>`. */
export function evolve(operator: Operator, event: Foldable<OperatorEvent>): Operator {
  const { at } = event.metadata;
  switch (event.type) {
    case 'OperatorCreated':
      operator.id = event.data.operatorId;
      operator.name = event.data.name;
      operator.roles = event.data.roles;
      return operator;
    case 'OperatorRolesChanged':
      operator.roles = event.data.roles;
      return operator;
    case 'OperatorRenamed':
      operator.name = event.data.name;
      return operator;
    case 'OperatorDisabled':
      operator.disabled = true;
      return operator;
    case 'OperatorEnabled':
      operator.disabled = false;
      return operator;
    case 'OperatorKeyIssued': {
      const { keyId, secretHash, name, roles } = event.data;
      operator.keys.push({ keyId, secretHash, name, roles, revoked: false });
      return operator;
    }
    case 'OperatorKeyRevoked': {
      const key = keyOf(operator, event.data.keyId);
      if (key) key.revoked = true;
      return operator;
    }
    case 'SignInLinkIssued': {
      const { linkId, secretHash, expiresAt, roles, keyId } = event.data;
      const forgotten = new Date(Date.parse(at) - LINK_KEPT_MS).toISOString();
      operator.links = operator.links.filter((link) => link.expiresAt > forgotten);
      operator.links.push({ linkId, secretHash, expiresAt, roles, keyId, state: 'open' });
      return operator;
    }
    case 'SignInLinkWithdrawn': {
      const link = linkOf(operator, event.data.linkId);
      if (link) link.state = 'withdrawn';
      return operator;
    }
    case 'SessionStarted': {
      const { sessionId, secretHash, linkId, keyId, roles, device, expiresAt } = event.data;
      const link = linkId === undefined ? undefined : linkOf(operator, linkId);
      if (link) link.state = 'used';
      operator.sessions = operator.sessions.filter((session) => session.expiresAt > at);
      operator.sessions.push({ sessionId, secretHash, linkId, keyId, roles, device, startedAt: at, expiresAt });
      return operator;
    }
    case 'SessionEnded':
      operator.sessions = operator.sessions.filter((session) => session.sessionId !== event.data.sessionId);
      return operator;
    case 'ViewSaved': {
      const { viewId, page, name, query } = event.data;
      const place = operator.views.findIndex((view) => view.viewId === viewId);
      operator.views.splice(place < 0 ? operator.views.length : place, 1, { viewId, page, name, query });
      return operator;
    }
    case 'ViewRemoved':
      operator.views = operator.views.filter((view) => view.viewId !== event.data.viewId);
      return operator;
    case 'HintDismissed':
      operator.hints.push(event.data.hint);
      return operator;
    default:
      return assertNever(event);
  }
}

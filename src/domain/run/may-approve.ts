import type { Role } from '../operator/events.js';
import { allows } from '../operator/roles.js';

/** Why somebody may not approve a request now. */
export type Hindrance = 'DECIDED' | 'EXPIRED' | 'ROLE' | 'FOUR_EYES' | 'VOTED';
export interface MayApprove {
  readonly yes: boolean;
  /** null when they may. */
  readonly code: Hindrance | null;
  /** The same for people. */
  readonly reason: string | null;
}

/**
 * Whether a person may approve a request at a moment (milliseconds), by the same rules that `approve` decides by: told beforehand, so that
 * nobody presses a button to learn that it is not theirs. The command itself is what counts.
 */
export function mayApprove(
  request: {
    readonly status: string;
    readonly expiresAt: string;
    readonly notBy: readonly string[];
    readonly approvers: number;
    readonly votes: readonly { readonly operatorId: string }[];
  },
  person: { readonly operatorId: string; readonly roles: readonly Role[] },
  now: number,
): MayApprove {
  if (request.status !== 'pending') return no('DECIDED', `It is ${request.status}.`);
  if (now >= Date.parse(request.expiresAt)) return no('EXPIRED', 'Its deadline has passed.');
  if (!allows(person.roles, 'approver')) return no('ROLE', 'It needs the role approver; ask an admin for it.');
  if (request.notBy.includes(person.operatorId))
    return no('FOUR_EYES', 'You started the run; somebody else must approve this.');
  if (request.votes.some(({ operatorId }) => operatorId === person.operatorId))
    return no('VOTED', `You have approved it; it wants ${request.approvers} different people.`);
  return { yes: true, code: null, reason: null };
}

const no = (code: Hindrance, reason: string): MayApprove => ({ yes: false, code, reason });

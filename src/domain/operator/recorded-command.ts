import type { Recorded } from '../kernel/envelope.js';
import { Undecidable, type CommandEvents, type RecordedFacts } from '../kernel/redecide.js';
import type { OperatorCommand, OperatorCommandName, OperatorFacts } from './commands.js';
import type { OperatorEvent } from './events.js';
import { isLive } from './sessions.js';
import { keyOf, linkOf, type Operator } from './state.js';

interface Recording {
  readonly group: CommandEvents<OperatorEvent>;
  /** Before the command. */
  readonly operator: Operator;
  readonly facts: OperatorFacts;
}

/** The command that gave these events, as they and the state before them show it. */
export function recordedOperatorCommand(
  operator: Operator,
  group: CommandEvents<OperatorEvent>,
  { now }: RecordedFacts,
): OperatorCommand | Undecidable {
  const { command, actor } = group[0].metadata;
  const name = command?.name ?? '';
  if (!isCommandName(name)) return new Undecidable('this version has no such command');
  const rebuilt = REBUILD[name]({ group, operator, facts: { now, actor } });
  return rebuilt ?? new Undecidable(`it gave ${group.map(({ type }) => type).join(', ')}`);
}

type RecordedAs<T extends OperatorEvent['type']> = Extract<Recorded<OperatorEvent>, { readonly type: T }>;
const isOf =
  <T extends OperatorEvent['type']>(type: T) =>
  (event: Recorded<OperatorEvent>): event is RecordedAs<T> =>
    event.type === type;
const isCommandName = (name: string): name is OperatorCommandName => Object.hasOwn(REBUILD, name);

const REBUILD: { readonly [N in OperatorCommandName]: (recording: Recording) => OperatorCommand | undefined } = {
  CreateOperator: ({ group, facts }) => {
    const event = group.find(isOf('OperatorCreated'));
    return event && { name: 'CreateOperator', payload: event.data, facts };
  },
  ChangeRoles: ({ group, facts }) => {
    const event = group.find(isOf('OperatorRolesChanged'));
    return event && { name: 'ChangeRoles', payload: event.data, facts };
  },
  RenameOperator: ({ group, facts }) => {
    const event = group.find(isOf('OperatorRenamed'));
    return event && { name: 'RenameOperator', payload: event.data, facts };
  },
  DisableOperator: ({ group, facts }) => {
    const event = group.find(isOf('OperatorDisabled'));
    return event && { name: 'DisableOperator', payload: event.data, facts };
  },
  EnableOperator: ({ group, facts }) => {
    const event = group.find(isOf('OperatorEnabled'));
    return event && { name: 'EnableOperator', payload: event.data, facts };
  },
  IssueKey: ({ group, facts }) => {
    const event = group.find(isOf('OperatorKeyIssued'));
    return event && { name: 'IssueKey', payload: event.data, facts };
  },
  RevokeKey: ({ group, facts }) => {
    const event = group.find(isOf('OperatorKeyRevoked'));
    return event && { name: 'RevokeKey', payload: event.data, facts };
  },
  IssueSignInLink: ({ group, facts }) => {
    const event = group.find(isOf('SignInLinkIssued'));
    return event && { name: 'IssueSignInLink', payload: event.data, facts };
  },
  StartSession: ({ group, operator, facts }) => {
    const event = group.find(isOf('SessionStarted'));
    if (!event) return undefined;
    const { sessionId, secretHash, device, linkId, keyId } = event.data;
    // What was shown is what is known: it was let in.
    const link = linkId === undefined ? undefined : linkOf(operator, linkId);
    const key = keyId === undefined ? undefined : keyOf(operator, keyId);
    const by =
      linkId !== undefined
        ? { kind: 'link' as const, id: linkId, secretHash: link?.secretHash ?? '' }
        : { kind: 'key' as const, id: keyId ?? '', secretHash: key?.secretHash ?? '' };
    return { name: 'StartSession', payload: { sessionId, secretHash, by, device }, facts };
  },
  EndSession: ({ group, facts }) => {
    const event = group.find(isOf('SessionEnded'));
    if (!event) return undefined;
    const { sessionId, because, reason } = event.data;
    if (because !== 'signedOut' && because !== 'ended') return undefined;
    return { name: 'EndSession', payload: { sessionId, because, reason }, facts };
  },
  EndSessions: ({ group, operator, facts }) => {
    const [first] = group;
    if (first.type !== 'SessionEnded' && first.type !== 'SignInLinkWithdrawn') return undefined;
    const ended = new Set(group.filter(isOf('SessionEnded')).map(({ data }) => data.sessionId));
    // The one that asked keeps its own: the live one that did not end.
    const kept = operator.sessions.find((session) => !ended.has(session.sessionId) && isLive(session, facts.now));
    return { name: 'EndSessions', payload: { keep: kept?.sessionId, reason: first.data.reason }, facts };
  },
  SaveView: ({ group, facts }) => {
    const event = group.find(isOf('ViewSaved'));
    return event && { name: 'SaveView', payload: event.data, facts };
  },
  RemoveView: ({ group, facts }) => {
    const event = group.find(isOf('ViewRemoved'));
    return event && { name: 'RemoveView', payload: event.data, facts };
  },
  DismissHint: ({ group, facts }) => {
    const event = group.find(isOf('HintDismissed'));
    return event && { name: 'DismissHint', payload: event.data, facts };
  },
};

import type { ControlScope } from '../../domain/control/events.js';
import type { RunPayloads } from '../../domain/run/commands.js';
import { hashOf, uuidV5 } from '../hashing.js';

interface Order {
  readonly haltId: string;
  readonly scope: ControlScope;
  readonly reason: string;
}

/**
 * The command by which an emergency stop halts a run. It is the same one for all who carry the order out, on every server, and is done once:
 * who hears late of the order, or of its end, does not halt again what was resumed since.
 */
export function haltCommand(
  stream: string,
  { haltId, scope, reason }: Order,
): {
  readonly request: { readonly name: 'HaltRun'; readonly payload: RunPayloads['HaltRun'] };
  readonly context: { readonly commandId: string; readonly causationId: string; readonly payloadHash: string };
} {
  const runScope =
    scope.kind === 'workflow'
      ? { kind: 'workflow' as const, id: scope.id, haltId }
      : { kind: 'everything' as const, haltId };
  const payload = { reason, scope: runScope };
  return {
    request: { name: 'HaltRun', payload },
    context: { commandId: uuidV5(haltId, stream, 'halt'), causationId: haltId, payloadHash: hashOf(payload) },
  };
}

import type { Browser } from '../../access/browser.js';
import { actorOf, type OperatorPrincipal } from '../../access/principal.js';
import { NAMESPACE, saltedHash, uuidV5 } from '../../commands/hashing.js';
import { DomainError } from '../../domain/kernel/errors.js';
import { canonicalize } from '../../domain/kernel/json.js';
import type { CommandContext } from '../../domain/kernel/ports.js';
import { IDEMPOTENCY_KEY } from '../contract/primitives.js';

/** The one who asks, and the command id of what is asked. */
export class Caller {
  /** uuid v5 of operator and Idempotency-Key, so that the same key is the same command; random without a key. */
  readonly commandId: string;
  /** Headers that go out with the answer. */
  readonly answerHeaders = new Map<string, string>();

  constructor(
    private readonly principal: OperatorPrincipal | undefined,
    private readonly key: string | undefined,
    /** Everything that was asked for, as far as it is the same when it is sent again. */
    private readonly request: unknown,
    readonly browser: Browser,
  ) {
    this.commandId = key === undefined ? crypto.randomUUID() : uuidV5(NAMESPACE, principal?.operatorId ?? '', key);
  }

  get operator(): OperatorPrincipal {
    if (!this.principal) throw new DomainError('ACCESS.UNAUTHENTICATED', 'unauthenticated', 'Send a key.');
    return this.principal;
  }

  /** Whether it came with a key, so that it may have been done before. */
  get repeatable(): boolean {
    return this.key !== undefined;
  }

  /** What the command carries beside its payload. */
  context(): CommandContext {
    return {
      commandId: this.commandId,
      causationId: this.commandId,
      actor: actorOf(this.operator),
      ...(this.key === undefined ? {} : { payloadHash: saltedHash(this.key, canonicalize(this.request)) }),
    };
  }

  /** The context of what somebody does on a route that asks for nobody. */
  contextOf(principal: OperatorPrincipal): CommandContext {
    return { commandId: this.commandId, causationId: this.commandId, actor: actorOf(principal) };
  }

  /** The context of one of many commands that follow from what was asked, such as the halt of one run. */
  contextFor(part: string): CommandContext {
    const commandId = uuidV5(this.commandId, part);
    return { commandId, causationId: this.commandId, actor: actorOf(this.operator) };
  }
}

/** 1 to 200 printable ASCII characters. Throws REQUEST.IDEMPOTENCY_KEY. */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (IDEMPOTENCY_KEY.test(header)) return header;
  throw new DomainError(
    'REQUEST.IDEMPOTENCY_KEY',
    'invalid',
    'Idempotency-Key must be 1 to 200 printable ASCII characters; a random UUID per command is a good one.',
  );
}

import type { Commands } from '../commands/commands.js';
import { RETENTION_STREAM } from '../domain/catalog.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import type { CommandAnswer, CommandContext } from '../domain/kernel/ports.js';
import { retentionEvents, type RetainedRun } from '../domain/retention/events.js';
import { retainedRun, type RetainedRow } from './pruning.js';

export interface ErasuresDeps {
  readonly commands: Commands;
  /** Runs that hold data under a key, by read models that have seen everything. Rejects with READ.BEHIND (unavailable). */
  runsUnder(keyId: string): Promise<readonly RetainedRow[]>;
}

export interface SubjectStanding {
  /** null: nothing of this person is encrypted, or it was erased. */
  readonly keyId: string | null;
  readonly runs: readonly RetainedRun[];
}

/**
 * Erases persons: the event first, then the key; a process that dies between the two does it at its next start. Everything that their data is in holds it
 * encrypted, so that it is gone everywhere at once.
 */
export class Erasures {
  constructor(private readonly deps: ErasuresDeps) {}

  async standing(subject: string): Promise<SubjectStanding> {
    const keyId = await this.deps.commands.protector.subjects.idOf(subject);
    if (keyId === undefined) return { keyId: null, runs: [] };
    return { keyId, runs: (await this.deps.runsUnder(keyId)).map(retainedRun) };
  }

  /** Rejects with SUBJECT.UNKNOWN (notFound), SUBJECT.HELD (rejected) or KEYS.UNAVAILABLE. */
  async erase(subject: string, reason: string, context: CommandContext): Promise<CommandAnswer> {
    const { keyId, runs } = await this.standing(subject);
    if (keyId === null && (await this.#isKnown(context))) return this.#order('', reason, [], context);
    if (keyId === null)
      throw new DomainError(
        'SUBJECT.UNKNOWN',
        'notFound',
        'Nothing is stored under a key of this person: there never was anything, or it was erased already.',
      );
    const answer = await this.#order(keyId, reason, runs, context);
    await this.deps.commands.protector.subjects.destroy(keyId);
    return answer;
  }

  /** After a start: what was ordered and not done, and keys that were destroyed and have come back with a backup. */
  async finish(): Promise<void> {
    const { commands } = this.deps;
    const erased = await commands.retention.look(RETENTION_STREAM, (state) => [...state.erased]);
    await commands.protector.subjects.destroyAll(erased);
  }

  /**
   * Somebody was erased, maybe by another server: a key that is at hand here is used no more, and destroyed here too, so that it cannot be taken up
   * again before the other has come to it. Settles when it is gone; rejects with KEYS.UNAVAILABLE.
   */
  async onEvent({ type, data }: Recorded): Promise<void> {
    if (type === 'SubjectErased')
      await this.deps.commands.protector.subjects.destroy(retentionEvents.SubjectErased.parse(data).keyId);
  }

  #order(keyId: string, reason: string, runs: readonly RetainedRun[], context: CommandContext): Promise<CommandAnswer> {
    const { retention } = this.deps.commands;
    return retention.execute(RETENTION_STREAM, { name: 'EraseSubject', payload: { keyId, reason, runs } }, context);
  }

  /** It was done before, and the key that it was about is gone: the answer is in the log. */
  #isKnown({ commandId }: CommandContext): Promise<boolean> {
    return this.deps.commands.retention.look(RETENTION_STREAM, (_, { commands }) => commands.has(commandId));
  }
}

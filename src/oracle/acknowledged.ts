import type { RecordedFact } from './stream-rules.js';
import type { Violation } from './report.js';

/** An answer that somebody was given to a command. */
export interface Acknowledged {
  readonly stream: string;
  readonly revision: number;
  /** Of the answer. */
  readonly position?: bigint | string | undefined;
  /** Of a command that had events. */
  readonly commandId?: string | undefined;
  /** Of an emergency stop: the log's end when it was answered. Nothing in its scope is dispatched from there on. */
  readonly logEnd?: bigint | string | undefined;
}

/** What is expected of one stream. */
interface Expected {
  last: Acknowledged;
  readonly commands: Set<string>;
  /** By the revision of the answer. */
  readonly positions: Map<number, bigint>;
  readonly ends: Map<number, bigint>;
}

/** I5: what was acknowledged is in the log. Each is forgotten when it is found. */
export class AcknowledgedRules {
  readonly #streams = new Map<string, Expected>();

  constructor(acknowledged: Iterable<Acknowledged>) {
    for (const one of acknowledged) {
      const { stream, revision, commandId, position, logEnd } = one;
      let expected = this.#streams.get(stream);
      if (!expected) {
        expected = { last: one, commands: new Set(), positions: new Map(), ends: new Map() };
        this.#streams.set(stream, expected);
      }
      if (revision > expected.last.revision) expected.last = one;
      if (commandId !== undefined) expected.commands.add(commandId);
      if (position !== undefined && revision >= 0) expected.positions.set(revision, BigInt(position));
      if (logEnd !== undefined) expected.ends.set(revision, BigInt(logEnd));
    }
  }

  /** The log's end when the command at this revision was answered, if somebody says. */
  logEnd(stream: string, revision: number): bigint | undefined {
    return this.#streams.get(stream)?.ends.get(revision);
  }

  found({ stream, revision, position }: RecordedFact, commandId: string | undefined): Violation | undefined {
    const expected = this.#streams.get(stream);
    if (!expected) return undefined;
    if (commandId !== undefined) expected.commands.delete(commandId);
    const answered = expected.positions.get(revision);
    if (answered === undefined || position === undefined || BigInt(position) <= answered) return undefined;
    return {
      rule: 'acknowledged',
      stream,
      revision,
      says: `expected the event that was answered at position ${answered} there or before, found it at ${position}`,
    };
  }

  /** What is missing at the log's end. `revisionOf`: the last revision of a stream, -1 when it is not there. */
  missing(revisionOf: (stream: string) => number): Violation[] {
    const missing: Violation[] = [];
    for (const [stream, { last, commands }] of this.#streams) {
      const revision = revisionOf(stream);
      const say = (says: string): void => void missing.push({ rule: 'acknowledged', stream, revision, says });
      if (revision < last.revision)
        say(`expected event ${last.revision}, which was acknowledged, found the stream to end at ${revision}`);
      for (const commandId of commands)
        say(`expected the events of command ${commandId}, which was acknowledged, found none`);
    }
    return missing;
  }
}

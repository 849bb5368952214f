import { randomUUID } from 'node:crypto';
import {
  ANY,
  NO_STREAM,
  STREAM_EXISTS,
  binaryEvent,
  jsonEvent,
  type AppendExpectedRevision,
  type EventStoreDBClient,
  type Position,
  type ResolvedEvent,
  type StreamSubscription,
  type AllStreamSubscription,
} from '@eventstore/db-client';

/** Credentials do nothing without TLS, but make the client append by the unary call. */
export const UNARY = { credentials: { username: 'admin', password: 'changeit' } };

export const newStream = (prefix = 'conformance'): string => `${prefix}-${randomUUID()}`;

/** Ids are given by letter, so that a row of a table can say "the same event again". */
export class EventIds {
  private readonly ids = new Map<string, string>();

  of(letter: string): string {
    const known = this.ids.get(letter);
    if (known !== undefined) return known;
    const id = randomUUID();
    this.ids.set(letter, id);
    return id;
  }

  events(letters: string, type = 'Happened') {
    return [...letters].map((letter) => jsonEvent({ id: this.of(letter), type, data: { letter } }));
  }
}

export const events = (count: number, type = 'Happened') =>
  Array.from({ length: count }, (_, index) => jsonEvent({ type, data: { index } }));

export const linkTo = (target: string) =>
  binaryEvent({ type: '$>', data: Buffer.from(target), metadata: Buffer.from('{}') });

export type Expected = 'any' | 'none' | 'exists' | number | bigint;

export function expectedRevision(expected: Expected): AppendExpectedRevision {
  switch (expected) {
    case 'any':
      return ANY;
    case 'none':
      return NO_STREAM;
    case 'exists':
      return STREAM_EXISTS;
    default:
      return BigInt(expected);
  }
}

/** The error's type of the client, `code <n>` when it has none, or `ok`. */
export async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    return errorName(error);
  }
}

export function errorName(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('type' in error && typeof error.type === 'string') return error.type;
  return 'code' in error ? `code ${String(error.code)}` : String(error);
}

/** `revision` or `stream@revision` of each event, or the error's type. */
export async function revisionsOf(read: AsyncIterable<ResolvedEvent>): Promise<string> {
  const revisions: string[] = [];
  try {
    for await (const { event } of read) revisions.push(String(event?.revision));
  } catch (error) {
    return errorName(error);
  }
  return revisions.join(' ');
}

/** What a subscription does, as words in order; tests wait for a word. */
export class Observed {
  readonly words: string[] = [];
  readonly received: ResolvedEvent[] = [];
  private waiting: (() => void)[] = [];

  constructor(
    readonly subscription: StreamSubscription | AllStreamSubscription,
    word: (resolved: ResolvedEvent) => string | undefined = ({ event }) => String(event?.revision),
  ) {
    subscription.on('confirmation', () => this.say('confirmed'));
    subscription.on('caughtUp', () => this.say('caught up'));
    subscription.on('error', (error: unknown) => this.say(errorName(error)));
    subscription.on('data', (resolved: ResolvedEvent) => {
      const said = word(resolved);
      if (said === undefined) return;
      this.received.push(resolved);
      this.say(said);
    });
  }

  say(word: string): void {
    this.words.push(word);
    for (const wake of this.waiting.splice(0)) wake();
  }

  async until(word: string): Promise<void> {
    while (!this.words.includes(word)) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** The words that are events or errors, once `count` of them were said. */
  async events(count: number): Promise<string> {
    for (;;) {
      const said = this.words.filter((word) => word !== 'confirmed' && word !== 'caught up');
      if (said.length >= count) return said.join(' ');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async end(): Promise<void> {
    await this.subscription.unsubscribe();
  }
}

export async function positionsOf(client: EventStoreDBClient, stream: string): Promise<Position[]> {
  const found: Position[] = [];
  for await (const { event } of client.readStream(stream)) if (event?.position) found.push(event.position);
  return found;
}

/** The fields of the error that `work` rejects with; none when it does not. */
export async function errorFields(work: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await work;
    return {};
  } catch (error) {
    return error instanceof Error ? { ...error, message: error.message } : {};
  }
}

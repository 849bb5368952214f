import type { EventStoreDBClient } from '@eventstore/db-client';
import type { GrpcConnection } from '../../../../src/eventstore/grpc-connection.js';
import type { NodeProcess } from '../node-process.js';

/**
 * What real servers and the client do, one area after the other. Sources: the client's code, 6.2.1 (areas of the client), and servers
 * 23.10.6 and 24.10.4 asked through it in November 2026 (all others). Answers are those facts, never what our own node said.
 */
export const AREAS = [
  'connect',
  'server features',
  'calls of the client',
  'errors',
  'oddities of the client',
  'expected revision',
  'idempotency, exact or no_stream',
  'idempotency, any or stream_exists',
  'repeats of what is hidden',
  'the original is still in flight',
  'result of an append',
  'size',
  'batch append',
  'unary append',
  'bad input',
  'calls at once',
  'reading a stream',
  'reading $all',
  'positions',
  'links',
  'subscriptions',
  'filters',
  'soft delete',
  'tombstone',
  'metadata',
  'recorded event',
  'fresh node',
  'restart',
  'shutdown',
] as const;
export type Area = (typeof AREAS)[number];

/** A server that rows are asked of. Streams are never reused, so that one with a past will do. */
export interface Server {
  readonly url: string;
  readonly client: EventStoreDBClient;
  /** The client's own channel, for messages that the client never sends by itself. */
  readonly connection: GrpcConnection;
}

/** Fact: what is asked, and the answer. */
export interface Row {
  readonly area: Area;
  readonly rule: string;
  readonly ask: (server: Server) => Promise<unknown>;
  readonly answer: unknown;
  /** Asked of the embedded node only, and why: the real one is known to be broken here, or differs on purpose (ADR 0004). */
  readonly embeddedOnly?: string;
}

/** Fact about the life of a process: asked of a node of its own, which `start` starts (again, over the same data). */
export interface LifeRow extends Omit<Row, 'ask'> {
  readonly live: (start: () => Promise<NodeProcess>) => Promise<unknown>;
}

import type { z } from 'zod';
import type { Role } from '../../domain/operator/events.js';

/** Who may call: a role (admin always may; every other role includes viewer only), or `public` without a key. */
export type Access = Role | 'public';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
/** Methods whose requests have a body. */
export const takesBody = (method: Method): boolean => method === 'POST' || method === 'PUT';

export type Tag =
  | 'Workflows'
  | 'Runs'
  | 'Approvals'
  | 'Dead letters'
  | 'Bulk actions'
  | 'Agents'
  | 'Costs'
  | 'Emergency stop'
  | 'Operators'
  | 'Sessions'
  | 'Views'
  | 'Read models'
  | 'System'
  | 'Audit'
  | 'Retention';

/** One endpoint: what the server checks, what the documentation says and what the client is typed by. */
export interface Endpoint<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** With Express's parameters: `/api/runs/:runId`. */
  readonly path: `/api/${string}`;
  readonly tag: Tag;
  readonly role: Access;
  /** Commands take an Idempotency-Key; reads take `?atLeast=`. */
  readonly command: boolean;
  /** The group of read models that a read is about, whose position `?atLeast=` is held against; `main` when absent. */
  readonly readModels?: 'main' | 'audit';
  readonly status: 200 | 201;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly response: Response;
  /** Of an answer that is text, not JSON; its `response` is a string. */
  readonly media?: 'text/csv';
  /** Of an answer that is sent as it is made, of any length, in one of these media types; its `response` is a string. */
  readonly streams?: readonly string[];
  readonly summary: string;
  readonly description: string;
  /** A body (of a command) and an answer, as they really look; a test parses them. */
  readonly example: { readonly body?: z.input<Body>; readonly response: z.input<Response> };
}

/** Keeps the exact types of an endpoint's schemas. */
export const endpoint = <P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType>(
  definition: Endpoint<P, Q, B, R>,
): Endpoint<P, Q, B, R> => definition;

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type z } from 'zod';
import type { Endpoint } from '../api/contract/endpoint.js';
import { ProblemDetails } from '../api/contract/primitives.js';
import { exitForStatus } from './exit-codes.js';
import { Failure } from './failure.js';
import { hintFor } from './hints.js';
import type { Connection } from './settings.js';

/** What an endpoint needs, by its contract. `key` is the Idempotency-Key; commands get one when none is given. */
export interface Request<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
> {
  readonly params?: z.input<P>;
  readonly query?: z.input<Q>;
  readonly body?: z.input<B>;
  readonly key?: string | undefined;
  /** Of a read that takes as long as what it reads; default 15 s. */
  readonly timeoutMs?: number;
}
export interface Reply<T> {
  readonly value: T;
  /** The answer exactly as the API gave it. */
  readonly raw: unknown;
}

const READ_TIMEOUT_MS = 15_000;
/** An emergency stop answers when each open run is halted. */
const COMMAND_TIMEOUT_MS = 120_000;
const TRIES = 4;
/** Answers that say: the same request again, soon. */
const TRY_AGAIN: ReadonlySet<string> = new Set(['STORE.OUTCOME_UNKNOWN', 'READ.BEHIND']);

/**
 * The API, typed by its contract. Reads after a command ask for what the command did (`atLeast`).
 * A command whose outcome is unknown is sent again with the same Idempotency-Key, so it is done once.
 *
 * @throws Failure for every answer that is not a success
 */
export class ApiClient {
  #position: bigint | undefined;

  /** `where` is asked for each request: a server that was started again may have another address. */
  constructor(
    readonly where: () => Connection,
    private readonly signal: AbortSignal,
  ) {}

  async call<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, R>,
    request: Request<P, Q, B> = {},
  ): Promise<Reply<z.output<R>>> {
    const raw = await this.#send(endpoint, request);
    const parsed = endpoint.response.safeParse(raw);
    if (!parsed.success)
      throw new Failure(
        'unexpected',
        `The answer to ${endpoint.method} ${endpoint.path} is not what the contract says.`,
        {
          problems: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
          hint: 'Is the server of another version than missionctl? Start it again from this folder.',
          answer: raw,
        },
      );
    if (endpoint.command) this.#remember(raw);
    return { value: parsed.data, raw };
  }

  /** Later reads have seen at least this position. */
  seen(position: string): void {
    const seen = BigInt(position);
    if (this.#position === undefined || seen > this.#position) this.#position = seen;
  }

  /** An answer that comes as it is made, of any length: read it to its end. The server must begin to answer in time (default: two minutes); how long it takes is nobody's limit. */
  async stream<P extends z.ZodObject, Q extends z.ZodObject>(
    endpoint: Endpoint<P, Q>,
    query: z.input<Q>,
    params?: z.input<P>,
    beginsWithinMs = COMMAND_TIMEOUT_MS,
  ): Promise<Response> {
    const connection = this.where();
    const begun = new AbortController();
    const late = setTimeout(() => begun.abort(new DOMException('late', 'TimeoutError')), beginsWithinMs);
    try {
      const response = await fetch(
        this.#address(connection.url, endpoint, { query, ...(params === undefined ? {} : { params }) }),
        {
          headers: { authorization: `Bearer ${connection.key}` },
          signal: AbortSignal.any([this.signal, begun.signal]),
        },
      );
      if (response.ok) return response;
      throw refused(response.status, await bodyOf(response), connection);
    } catch (error) {
      this.signal.throwIfAborted();
      throw error instanceof Failure ? error : unreachable(connection.url, error, connection.from);
    } finally {
      clearTimeout(late);
    }
  }

  /** A path outside the contract (health), whatever its status. */
  async probe(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
    const { url } = this.where();
    const response = await this.#fetch(new URL(url + path), { method: 'GET' }, READ_TIMEOUT_MS);
    return { status: response.status, body: await bodyOf(response) };
  }

  #remember(raw: unknown): void {
    if (typeof raw !== 'object' || raw === null || !('position' in raw)) return;
    if (typeof raw.position === 'string' && /^\d{1,20}$/.test(raw.position)) this.seen(raw.position);
  }

  async #send(endpoint: Endpoint, request: Request): Promise<unknown> {
    const key = request.key ?? randomUUID();
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#once(endpoint, request, key);
      if (outcome.ok) return outcome.answer;
      if (attempt >= TRIES || !outcome.again) throw outcome.failure;
      await pause(250 * 2 ** attempt, undefined, { signal: this.signal }).catch(() => undefined);
      this.signal.throwIfAborted();
    }
  }

  async #once(
    endpoint: Endpoint,
    request: Request,
    key: string,
  ): Promise<{ ok: true; answer: unknown } | { ok: false; failure: Failure; again: boolean }> {
    const connection = this.where();
    const headers: Record<string, string> = { authorization: `Bearer ${connection.key}`, accept: 'application/json' };
    if (endpoint.command) headers['idempotency-key'] = key;
    if (request.body !== undefined) headers['content-type'] = 'application/json';
    let response: Response;
    try {
      response = await this.#fetch(
        this.#address(connection.url, endpoint, request),
        {
          method: endpoint.method,
          headers,
          ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        },
        request.timeoutMs ?? (endpoint.command ? COMMAND_TIMEOUT_MS : READ_TIMEOUT_MS),
      );
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // Refused connections were never sent: only what may have arrived is sent again.
      return { ok: false, failure: error, again: error.more.code === 'CONNECTION.BROKEN' };
    }
    const body = await bodyOf(response);
    if (response.ok) return { ok: true, answer: body };
    const failure = refused(response.status, body, connection);
    return { ok: false, failure, again: TRY_AGAIN.has(failure.more.code ?? '') };
  }

  #address(base: string, endpoint: Endpoint, request: Request): URL {
    const params = new Map(entries(request.params));
    const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(String(params.get(name) ?? '')),
    );
    const url = new URL(base + path);
    for (const [name, value] of entries(request.query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    if (this.#position !== undefined && takesAtLeast(endpoint)) url.searchParams.set('atLeast', String(this.#position));
    return url;
  }

  async #fetch(url: URL, init: RequestInit, timeoutMs: number): Promise<Response> {
    try {
      return await fetch(url, { ...init, signal: AbortSignal.any([this.signal, AbortSignal.timeout(timeoutMs)]) });
    } catch (error) {
      this.signal.throwIfAborted();
      throw unreachable(url.origin, error, this.where().from);
    }
  }
}

const takesAtLeast = ({ query }: Endpoint): boolean => 'atLeast' in query.shape;

const entries = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function refused(status: number, body: unknown, connection: Connection): Failure {
  const exit = exitForStatus(status);
  const problem = ProblemDetails.safeParse(body).data;
  if (problem === undefined)
    return new Failure(exit, `${connection.url} answered with HTTP ${status} and no explanation.`, {
      hint: 'Is this the address of a Mission Control server?',
      answer: body,
    });
  return new Failure(exit, problem.detail === '' ? problem.title : problem.detail, {
    code: problem.code,
    problems: problem.problems ?? [],
    hint: hintFor(problem.code, status),
    answer: body,
  });
}

function unreachable(origin: string, error: unknown, from: string): Failure {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const never = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
  if (error instanceof Error && error.name === 'TimeoutError')
    return new Failure('unavailable', `${origin} did not answer in time.`, { code: 'CONNECTION.BROKEN' });
  return new Failure(
    'unavailable',
    never ? `No Mission Control server answers at ${origin}.` : `The connection to ${origin} broke.`,
    {
      code: never ? 'CONNECTION.REFUSED' : 'CONNECTION.BROKEN',
      hint: `Start it with "npm start", or check the address (from ${from}).`,
    },
  );
}

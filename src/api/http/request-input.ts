import type { z } from 'zod';
import { checkJson, MAX_EDGE_BYTES, parseEdgeJson } from '../../domain/kernel/edge-json.js';
import { DomainError, type Problem } from '../../domain/kernel/errors.js';
import type { Json } from '../../domain/kernel/json.js';
import { zodProblems } from '../../domain/kernel/zod-problems.js';
import { takesBody, type Endpoint } from '../contract/endpoint.js';

export interface RawRequest {
  readonly params: unknown;
  readonly query: unknown;
  /** The bytes of the body; undefined when there is none. */
  readonly body: Uint8Array | undefined;
}
export interface CheckedRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Checks path, query and body against the endpoint's contract. Throws REQUEST.INVALID or REQUEST.JSON with all problems at once. */
export function checkRequest(endpoint: Endpoint, raw: RawRequest): CheckedRequest {
  const given = takesBody(endpoint.method) ? parseBody(raw.body) : undefined;
  const told = { reportInput: true } as const;
  const params = endpoint.params.safeParse({ ...asObject(raw.params) }, told);
  const query = endpoint.query.safeParse({ ...asObject(raw.query) }, told);
  const body = endpoint.body.safeParse(given, told);
  const problems = [...inAddress(raw.params, params, ':'), ...inAddress(raw.query, query, '?'), ...inBody(given, body)];
  if (problems.length > 0 || !params.success || !query.success || !body.success)
    throw new DomainError(
      'REQUEST.INVALID',
      'invalid',
      problems.length === 1
        ? `The request has a problem: ${listed(problems)}`
        : `The request has ${problems.length} problems: ${listed(problems)}`,
      { problems },
    );
  return { params: params.data, query: query.data, body: body.data };
}

function parseBody(bytes: Uint8Array | undefined): Json | undefined {
  if (bytes === undefined || bytes.length === 0) return undefined;
  let text: string;
  try {
    // A byte order mark is no part of JSON, but editors write it: TextDecoder drops it.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DomainError('REQUEST.JSON', 'invalid', 'The body is not UTF-8.');
  }
  const parsed = parseEdgeJson(text, MAX_EDGE_BYTES);
  if (parsed.ok) return parsed.value;
  const { problems } = parsed;
  throw new DomainError('REQUEST.JSON', 'invalid', `The body cannot be accepted: ${listed(problems)}`, { problems });
}

type Parsed = z.ZodSafeParseResult<unknown>;

/** Problems of the path (`:runId`) and of the query (`?limit`), where everything is text. */
function inAddress(given: unknown, parsed: Parsed, mark: string): Problem[] {
  // What no JSON may hold no address may hold either: PostgreSQL refuses U+0000 with an error.
  const unsafe = checkJson({ ...asObject(given) });
  const told = new Set(unsafe.map(({ path }) => path));
  const problems = parsed.success ? [] : zodProblems(parsed.error).filter(({ path }) => !told.has(path));
  return [...unsafe, ...problems].map((problem) => ({
    ...problem,
    path: mark + problem.path,
    message: problem.message.endsWith('not a number') ? 'must be a number' : problem.message,
  }));
}

function inBody(given: Json | undefined, parsed: Parsed): Problem[] {
  if (parsed.success) return [];
  if (given === undefined) return [{ path: '', message: 'a JSON body is required', code: 'INPUT.TYPE' }];
  return zodProblems(parsed.error);
}

const listed = (problems: readonly Problem[]): string =>
  problems
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ')
    .slice(0, 2_000);
const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

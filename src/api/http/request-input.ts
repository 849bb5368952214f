import type { z } from 'zod';
import { DomainError, type Problem } from '../../domain/kernel/errors.js';
import { checkJson, formatPath } from '../../domain/kernel/edge-json.js';
import type { Endpoint } from '../contract/endpoint.js';

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
  const given = endpoint.method === 'POST' ? parseBody(raw.body) : undefined;
  const params = endpoint.params.safeParse({ ...asObject(raw.params) });
  const query = endpoint.query.safeParse({ ...asObject(raw.query) });
  const body = endpoint.body.safeParse(given);
  const problems = [
    ...problemsOf(params, (path) => `:${path}`),
    ...problemsOf(query, (path) => `?${path}`),
    ...(given === undefined && !body.success
      ? [{ path: '', message: 'a JSON body is required', code: 'REQUIRED' }]
      : problemsOf(body, (path) => path)),
  ];
  if (problems.length > 0 || !params.success || !query.success || !body.success)
    throw new DomainError(
      'REQUEST.INVALID',
      'invalid',
      problems.length === 1
        ? `The request has a problem: ${lineOf(problems[0])}`
        : `The request has ${problems.length} problems: ${problems.map(lineOf).join('; ')}`.slice(0, 2_000),
      { problems },
    );
  return { params: params.data, query: query.data, body: body.data };
}

function parseBody(bytes: Uint8Array | undefined): unknown {
  if (bytes === undefined || bytes.length === 0) return undefined;
  let value: unknown;
  try {
    // A byte order mark is no part of JSON, but editors on Windows write it: TextDecoder drops it.
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const because = error instanceof SyntaxError ? error.message : 'it is not UTF-8';
    throw new DomainError('REQUEST.JSON', 'invalid', `The body is not JSON: ${because}`);
  }
  const problems = checkJson(value);
  if (problems.length > 0)
    throw new DomainError(
      'REQUEST.JSON',
      'invalid',
      `The body holds what is not accepted: ${problems.map(lineOf).join('; ')}`.slice(0, 2_000),
      { problems },
    );
  return value;
}

function problemsOf(parsed: z.ZodSafeParseResult<unknown>, place: (path: string) => string): Problem[] {
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: place(formatPath([...issue.path, key])),
          message: 'is not a known field',
          code: 'UNKNOWN_FIELD',
        }))
      : [{ path: place(formatPath(issue.path)), message: messageOf(issue) }],
  );
}

/** zod says "Invalid input: expected string, received undefined" of what is simply missing. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type') return issue.message;
  return issue.message.endsWith('received undefined') ? `is required (${issue.expected})` : issue.message;
}

const lineOf = (problem: Problem | undefined): string =>
  problem === undefined ? '' : problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`;
const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

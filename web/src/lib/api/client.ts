import table from 'virtual:endpoints';
import type { AnswerOf, CallOf, EndpointName } from '$contract/endpoints.js';
import { Problem } from './problem.js';

/** `{}`, in a form that linters accept. */
type Empty = Record<never, never>;
type Optional<T> = T extends undefined ? true : Empty extends T ? true : false;
/** Path parameters, query and body of an endpoint: each may be left out where nothing in it is needed. */
export type Input<N extends EndpointName> = {
  [K in keyof CallOf<N> as Optional<CallOf<N>[K]> extends true ? never : K]: CallOf<N>[K];
} & {
  [K in keyof CallOf<N> as Optional<CallOf<N>[K]> extends true ? K : never]?: CallOf<N>[K];
};
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** The same key is the same command: give one to be able to send it again. Made for each call by default. */
  readonly idempotencyKey?: string;
}

/** Read your writes: no read is answered from before the last command of this page. */
let written = 0n;
export function seenPosition(position: string): void {
  const at = BigInt(position);
  if (at > written) written = at;
}

/** Called when a session has ended, so that the page can ask to sign in. */
let unauthenticated: () => void = () => undefined;
export function onUnauthenticated(then: () => void): void {
  unauthenticated = then;
}

/** Calls an endpoint of the server's contract. Rejects with a Problem. */
export async function call<N extends EndpointName>(
  name: N,
  ...[input, options = {}]: Empty extends Input<N> ? [Input<N>?, CallOptions?] : [Input<N>, CallOptions?]
): Promise<AnswerOf<N>> {
  const { method, url } = requestOf(name, input ?? {});
  const body = input && 'body' in input ? input.body : undefined;
  const response = await send(url, {
    method,
    headers: {
      accept: 'application/json',
      ...(method === 'GET' ? {} : { 'idempotency-key': options.idempotencyKey ?? crypto.randomUUID() }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const answer = await parse(response);
  if (!response.ok) {
    if (response.status === 401 && name !== 'signIn') unauthenticated();
    throw problem(response.status, answer);
  }
  if (method !== 'GET' && isRecord(answer) && typeof answer['position'] === 'string') seenPosition(answer['position']);
  // The server has checked it against the schema of the same contract.
  return answer as AnswerOf<N>;
}

/** Where an endpoint is, for links and downloads. */
export function requestOf<N extends EndpointName>(
  name: N,
  input: { readonly params?: unknown; readonly query?: unknown },
): { readonly method: string; readonly url: string } {
  const [method = 'GET', path = '', atLeast] = table[name].split(' ');
  const params = isRecord(input.params) ? input.params : {};
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(isRecord(input.query) ? input.query : {}))
    if (Array.isArray(value)) for (const item of value) query.append(key, String(item));
    else if (value !== undefined && value !== null && value !== '') query.set(key, String(value));
  if (atLeast && written > BigInt(query.get('atLeast') ?? '0') && query.get('atLeast') !== '0')
    query.set('atLeast', written.toString());
  const text = query.toString();
  const filled = path.replace(/:([A-Za-z]+)/g, (_, key: string) => encodeURIComponent(String(params[key])));
  return { method, url: text === '' ? filled : `${filled}?${text}` };
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, credentials: 'same-origin' });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Problem('NETWORK', 'The server cannot be reached. It is tried again by itself.', 0);
  }
}

async function parse(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 500) };
  }
}

function problem(status: number, answer: unknown): Problem {
  const body = isRecord(answer) ? answer : {};
  const text = (key: string): string | undefined => (typeof body[key] === 'string' ? body[key] : undefined);
  const problems = Array.isArray(body['problems']) ? body['problems'].filter(isPlace) : [];
  return new Problem(
    text('code') ?? `HTTP.${status}`,
    text('detail') ?? text('title') ?? `The server answered ${status}.`,
    status,
    body,
    problems,
    text('requestId') ?? text('instance'),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlace = (value: unknown): value is { path: string; message: string } =>
  isRecord(value) && typeof value['path'] === 'string' && typeof value['message'] === 'string';

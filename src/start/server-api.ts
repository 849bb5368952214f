import { createHash } from 'node:crypto';
import { z } from 'zod';
import { StartupError } from '../embedded/startup-error.js';

const Problem = z.object({ title: z.string().optional(), detail: z.string().optional(), code: z.string().optional() });
const IssuedToken = z.object({ token: z.string().min(1) });

/** The few calls that the launcher makes to the server, with an operator's key. */
export interface ServerApi {
  /** A token with which this agent may connect. */
  issueAgentToken(agentId: string, name: string): Promise<string>;
  /** Whether the server still accepts the token. */
  knowsToken(agentId: string, token: string): Promise<boolean>;
  /** Saves a definition as a version of its workflow; the same definition again changes nothing. */
  applyWorkflow(definition: unknown): Promise<void>;
}

export function serverApi(url: string, key: string): ServerApi {
  const call = async (
    method: 'GET' | 'POST',
    path: string,
    bearer: string,
    body?: { content: unknown; idempotencyKey: string },
  ) =>
    fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': body.idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body.content) }),
      signal: AbortSignal.timeout(15_000),
    });

  const post = async (path: string, content: unknown, idempotencyKey: string): Promise<unknown> => {
    const response = await call('POST', path, key, { content, idempotencyKey });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    const problem = Problem.safeParse(answer).data;
    throw new StartupError(
      `POST ${path} was answered with ${response.status}: ${problem?.detail ?? problem?.title ?? 'no reason given'}`,
    );
  };

  return {
    async issueAgentToken(agentId, name) {
      // Each call is meant to give a new token, so each has a key of its own.
      const answer = await post(`/api/agents/${encodeURIComponent(agentId)}/tokens`, { name }, crypto.randomUUID());
      return IssuedToken.parse(answer).token;
    },
    async knowsToken(agentId, token) {
      // 403 is fine: the token is known, and an agent may not read this.
      const response = await call('GET', `/api/agents/${encodeURIComponent(agentId)}`, token);
      await response.body?.cancel();
      return response.status !== 401;
    },
    async applyWorkflow(definition) {
      const hash = createHash('sha256').update(JSON.stringify(definition)).digest('hex');
      await post('/api/workflows', definition, `example-${hash}`);
    },
  };
}

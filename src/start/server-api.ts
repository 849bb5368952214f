import { z } from 'zod';
import { StartupError } from '../embedded/startup-error.js';

const Problem = z.object({ title: z.string(), detail: z.string() }).partial();
const IssuedToken = z.object({ tokenId: z.string(), token: z.string().min(1) });
export type IssuedToken = z.infer<typeof IssuedToken>;
const IssuedLink = z.object({ path: z.string().startsWith('/') });
const Agent = z.object({ tokens: z.array(z.object({ tokenId: z.string(), revokedAt: z.string().nullable() })) });

/** The few calls that the launcher makes to the server, with an operator's key. */
export interface ServerApi {
  /** A new token with which this agent may connect; `name` says to people what it is for. */
  issueAgentToken(agentId: string, name: string): Promise<IssuedToken>;
  /** The ids of the agent's tokens that are not revoked; none for an agent that is not known. */
  validTokenIds(agentId: string): Promise<string[]>;
  /** Saves a definition, as text in YAML, as the next version of its workflow; the latest one again changes nothing. */
  applyWorkflow(source: string): Promise<void>;
  /** An address that opens the console signed in, once, within ten minutes. */
  signInAddress(): Promise<string>;
}

/** @throws StartupError (each method) with the server's own reason */
export function serverApi(url: string, key: string): ServerApi {
  const call = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'idempotency-key': globalThis.crypto.randomUUID() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    if (response.status === 404 && method === 'GET') return undefined;
    const problem = Problem.safeParse(answer).data;
    const reason = problem?.detail ?? problem?.title ?? 'no reason given';
    throw new StartupError(`${method} ${path} was answered with ${response.status}: ${reason}`);
  };

  return {
    async issueAgentToken(agentId, name) {
      return IssuedToken.parse(await call('POST', `/api/agents/${encodeURIComponent(agentId)}/tokens`, { name }));
    },
    async validTokenIds(agentId) {
      const agent = Agent.safeParse(await call('GET', `/api/agents/${encodeURIComponent(agentId)}`));
      return agent.data?.tokens.filter((token) => token.revokedAt === null).map((token) => token.tokenId) ?? [];
    },
    async applyWorkflow(source) {
      await call('POST', '/api/workflows', { source, format: 'yaml' });
    },
    async signInAddress() {
      return url + IssuedLink.parse(await call('POST', '/api/sign-in-links', {})).path;
    },
  };
}

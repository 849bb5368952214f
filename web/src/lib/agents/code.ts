/** What a developer copies to connect an agent. */
export interface AgentPlan {
  /** Address of this server: `http://127.0.0.1:4700`. */
  readonly url: string;
  readonly agentId: string;
  readonly capability: string;
  /** What the token is for. */
  readonly tokenName: string;
}

/** An agent in ten lines, with the TypeScript SDK; with `summarize` it is the one of examples/quick-start. */
export const typescript = ({
  capability,
}: AgentPlan): string => `import { agent, result } from '@mission-control/agent';

const connected = agent({
  url: process.env.MC_URL ?? '',
  token: process.env.MC_AGENT_TOKEN ?? '',
  capabilities: {
    ${quoted(capability)}: async (task, ctx) => {
      ctx.progress({ message: 'at work' });
      const words = String(task.inputs.text ?? '').split(/\\s+/);
      return result({ summary: words.slice(0, 20).join(' '), words: words.length });
    },
  },
});
await connected.started;
`;

/** How it is started, with the token in its environment and in no file. */
export const start = ({ url }: AgentPlan, token: string | undefined): string =>
  `MC_URL=${shell(url)} MC_AGENT_TOKEN=${token === undefined ? '...' : shell(token)} node agent.js\n`;

/** The token over the API. */
export const curl = ({
  url,
  agentId,
  tokenName,
}: AgentPlan): string => `curl -X POST ${shell(`${url}/api/agents/${encodeURIComponent(agentId)}/tokens`)} \\
  -H "authorization: Bearer $MC_API_KEY" \\
  -H "idempotency-key: $(uuidgen)" \\
  -H 'content-type: application/json' \\
  -d ${shell(JSON.stringify({ name: tokenName }))}
`;

/** The token on the command line. */
export const cli = ({ agentId, tokenName }: AgentPlan): string =>
  `MC_AGENT_TOKEN=$(missionctl agent token ${agentId} --name ${shell(tokenName)})\n`;

/** Nothing in it is read by a shell. */
const shell = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Ids are slugs: why one is not, or undefined. Empty: undefined, it is not written yet. */
export function idProblem(agentId: string): string | undefined {
  if (agentId === '') return undefined;
  if (agentId.length > 64) return 'At most 64 characters.';
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(agentId)
    ? undefined
    : 'Small letters, digits and single hyphens between them: summarizer-2.';
}

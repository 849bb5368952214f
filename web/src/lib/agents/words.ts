import type { Agent } from '$contract/agents.js';
import type { StatusLook } from '../models/status.js';

/** An agent's state: ring with a core, a dashed ring with a mark, a dashed ring that is struck. */
export function agentLook({ state, lastConnectedAt }: Pick<Agent, 'state' | 'lastConnectedAt'>): StatusLook {
  switch (state) {
    case 'connected':
      return { mark: 'connected', word: 'Connected', tone: 'ok' };
    case 'stale':
      return { mark: 'stale', word: 'Stale', tone: 'you' };
    case 'offline':
      return { mark: 'offline', word: lastConnectedAt === null ? 'Never connected' : 'Offline', tone: 'plain' };
    default:
      return state satisfies never;
  }
}

/** What its processes call themselves, beside its id: nothing when it is the same. */
export function processNames({ agentId, name, connections }: Pick<Agent, 'agentId' | 'name' | 'connections'>): string {
  const names = [...new Set(connections.length === 0 ? [name] : connections.map((one) => one.name))].filter(
    (one) => one !== agentId,
  );
  return names.length > 2 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ');
}

/** Attempts that its processes can do at once. */
export const slotsOf = ({ connections }: Pick<Agent, 'connections'>): number =>
  connections.reduce((sum, { maxConcurrent }) => sum + maxConcurrent, 0);

/** `98 %`; `none` before the first. Never 100 % while one has failed, never 0 % while one has worked. */
export function rateText({ completed, failed }: { readonly completed: number; readonly failed: number }): string {
  const ended = completed + failed;
  if (ended === 0) return 'none';
  const rounded = Math.round((completed / ended) * 100);
  return `${Math.min(failed > 0 ? 99 : 100, Math.max(completed > 0 ? 1 : 0, rounded))} %`;
}

/** Who is here first, then by id. */
export function inOrder<A extends Pick<Agent, 'state' | 'agentId'>>(agents: readonly A[]): readonly A[] {
  const rank = { connected: 0, stale: 1, offline: 2 } as const;
  return agents.toSorted((a, b) => rank[a.state] - rank[b.state] || a.agentId.localeCompare(b.agentId));
}

/** What of a text box is in an agent: its id, its name, or a capability. */
export const matches = (
  agent: Pick<Agent, 'agentId' | 'name' | 'capabilities' | 'connections'>,
  text: string,
): boolean =>
  [agent.agentId, agent.name, ...agent.connections.map(({ name }) => name), ...agent.capabilities].some((part) =>
    part.toLowerCase().includes(text.trim().toLowerCase()),
  );

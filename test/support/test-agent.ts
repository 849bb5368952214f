import { agent, type Agent } from '@mission-control/agent';
import type { AgentOptions } from '@mission-control/agent';
import type { Product } from './product.js';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** An agent in the test's own process: what its steps do is for the test to say. Close it before the product ends. */
export async function connectAgent(
  product: Product,
  agentId: string,
  capabilities: AgentOptions['capabilities'],
): Promise<Agent> {
  const { token } = await product.call('issueAgentToken', { params: { agentId }, body: { name: agentId } });
  const connected = agent({ url: product.url, token, name: agentId, maxConcurrent: 250, capabilities, log: quiet });
  await connected.started;
  return connected;
}

/** Work that goes on until the test says that it may end. */
export interface Gate {
  /** Settles when the gate is open. */
  wait(): Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { wait: () => opened, open };
}

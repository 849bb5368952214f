import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Product } from '../support/product.js';

/** An agent of the load in a process of its own, started again whenever it dies. */
export class AgentProcess {
  #child: ChildProcess | undefined;
  #closed = false;

  private constructor(
    readonly name: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(product: Product, name: string, sdk: string, env: NodeJS.ProcessEnv = {}): Promise<AgentProcess> {
    const { token } = await product.call('issueAgentToken', { params: { agentId: name }, body: { name } });
    const agent = new AgentProcess(name, {
      PATH: process.env['PATH'],
      ...env,
      MC_URL: product.url,
      MC_AGENT_TOKEN: token,
      MC_AGENT_NAME: name,
      MC_AGENT_SDK: sdk,
    });
    await agent.#run();
    return agent;
  }

  /** Undefined between two lives. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  close(): void {
    this.#closed = true;
    this.#child?.kill('SIGCONT');
    this.#child?.kill('SIGKILL');
  }

  #run(): Promise<void> {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'agent.mjs')], {
      env: this.env,
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    this.#child = child;
    child.once('exit', () => {
      this.#child = undefined;
      if (!this.#closed) void this.#run();
    });
    return new Promise((resolve) => child.stdout?.once('data', () => resolve()));
  }
}

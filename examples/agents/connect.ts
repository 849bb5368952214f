import { agent, type Handler } from '@mission-control/agent';

/**
 * Connects this process as an example agent (MC_URL, MC_AGENT_TOKEN), tells a parent that has a channel when it is
 * registered, and ends cleanly on SIGTERM, SIGINT or when that parent is gone. What cannot work ends it with exit code 1.
 */
export async function connectAgent(options: {
  name: string;
  capabilities: Readonly<Record<string, Handler>>;
  maxConcurrent: number;
}): Promise<void> {
  const { MC_URL: url = '', MC_AGENT_TOKEN: token = '' } = process.env;
  try {
    const connected = agent({ url, token, ...options });
    let stopping = false;
    const stop = () => {
      if (stopping) return;
      stopping = true;
      void connected.close({ timeoutMs: 3_000 }).then(() => process.exit(0));
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
    process.once('disconnect', stop);
    // Listening would keep this process when nothing else does: refused by the gateway, it ends, and is started again.
    process.channel?.unref();
    await connected.started;
    process.send?.({ ready: true });
  } catch (error) {
    console.error(`${options.name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}

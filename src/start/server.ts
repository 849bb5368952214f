import { z } from 'zod';
import { startProgram } from './child-process.js';
import { logFile } from './log-file.js';
import { type Service } from './supervisor.js';
import { readyWithinMs } from './timing.js';

/** What the server sends to its parent when it serves. `adminKey` comes only once, at the very first start. */
const ServerReady = z.object({
  ready: z.literal(true),
  url: z.url(),
  adminKey: z.string().optional(),
  firstStart: z.boolean(),
});
export type ServerReady = z.infer<typeof ServerReady>;

/** The server on a fixed port, which waits for its stores by itself; `ready()` is what it said when it became ready for the first time. */
export function serverService(
  script: string,
  dataFolder: string,
  env: { databaseUrl: () => Promise<string>; eventStoreUrl: string; httpPort: number; embedded: readonly string[] },
): Service & { ready(): ServerReady } {
  let first: ServerReady | undefined;
  return {
    name: 'server',
    ready() {
      if (first === undefined) throw new Error('The server was asked for before it was ready.');
      return first;
    },
    async start(signal) {
      const running = await startProgram(
        {
          title: 'server',
          script,
          env: {
            DATABASE_URL: await env.databaseUrl(),
            EVENTSTORE_URL: env.eventStoreUrl,
            MC_HTTP_PORT: String(env.httpPort),
            MC_EMBEDDED: env.embedded.join(','),
            MC_DATA_DIR: dataFolder,
            // What was under way when it died waits for it.
            ...(first === undefined ? {} : { MC_WARM_UP: 'off' }),
          },
          logFile: await logFile(dataFolder, 'server'),
          ready: { by: 'message', schema: ServerReady },
          // The stores, which begin at the same moment, have as long.
          readyWithinMs: 2 * readyWithinMs,
        },
        signal,
      );
      first ??= running.ready;
      return running;
    },
  };
}

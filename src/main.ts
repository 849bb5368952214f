import { pino } from 'pino';
import { ConfigError, parseConfig, type Config } from './config.js';
import { withoutSecretsInLine } from './log-line.js';
import { startServer, VERSION } from './server.js';

/** The server's process. With a parent that has an IPC channel it says `{ready, url, firstStart, adminKey?}`, and ends when the channel does. */
function configured(): Config {
  try {
    return parseConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const config = configured();
const output = pino.destination({ fd: 1, sync: true });
// A log that cannot be written (its disk is full) must not end the server, which says what is wrong by other ways.
output.on('error', () => undefined);
const log = pino(
  {
    level: config.MC_LOG_LEVEL,
    base: { name: 'mission-control', version: VERSION },
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: withoutSecretsInLine },
  },
  output,
);
const stopping = new AbortController();

process.on('unhandledRejection', (error) =>
  log.error({ reason: String(error), stack: error instanceof Error ? error.stack : undefined }, 'unhandled rejection'),
);

const server = await startServer(config, log, stopping.signal).catch((error: unknown) => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message =
    code === 'EADDRINUSE'
      ? `Port ${config.MC_HTTP_PORT} is in use. Set MC_HTTP_PORT to a free one, or stop what listens there.`
      : error instanceof Error
        ? error.message
        : String(error);
  log.fatal({ stack: error instanceof Error ? error.stack : undefined }, message);
  console.error(message);
  process.exit(1);
});

let closing = false;
async function stop(why: string): Promise<void> {
  if (closing) process.exit(1);
  closing = true;
  log.info({ why }, 'stopping');
  stopping.abort();
  setTimeout(() => process.exit(1), 8_000).unref();
  await server.close();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));
if (process.send) {
  process.on('disconnect', () => void stop('the parent is gone'));
  process.send({
    ready: true,
    url: server.url,
    firstStart: server.firstStart,
    ...(server.adminKey === undefined ? {} : { adminKey: server.adminKey }),
  });
}

import { parseArgs } from 'node:util';
import pino from 'pino';
import { z } from 'zod';
import { AccessError, readAccess } from './access.js';
import { DataFolderError } from './data-folder.js';
import { startNode, type RunningNode } from './node.js';
import { DamagedStore } from './storage/storage-errors.js';
import { SERVER_VERSION } from './services/about.js';

const USAGE =
  'usage: event-store --data DIR [--host HOST] [--port N] [--tls-certificate FILE --tls-key FILE] [--user NAME] [--exit-with-parent] ' +
  '[--i-know-this-is-not-eventstoredb]\nThe password of --user is read from the environment, MC_EVENTSTORE_PASSWORD.';
const SHUTDOWN_MS = 900;

const Arguments = z.object({
  data: z.string('--data DIR is missing: the folder that holds the events').min(1, '--data is empty'),
  port: z.coerce
    .number('--port takes a number')
    .int()
    .min(0, '--port is below 0')
    .max(65535, '--port is above 65535')
    .default(0),
  host: z.string().min(1, '--host is empty').optional(),
  'tls-certificate': z.string().min(1, '--tls-certificate is empty').optional(),
  'tls-key': z.string().min(1, '--tls-key is empty').optional(),
  user: z.string().min(1, '--user is empty').optional(),
  'exit-with-parent': z.boolean().default(false),
  'i-know-this-is-not-eventstoredb': z.boolean().default(false),
});

// stdout belongs to the line that says "ready"; the log goes to stderr.
const output = pino.destination({ fd: 2, sync: true });
// A log that cannot be written (the disk that is full is often its own) must not end what it is about.
output.on('error', () => undefined);
process.stderr.on('error', () => undefined);
const logger = pino({ name: 'mission-control-embedded-event-store' }, output);

function refuse(message: string, exitCode: number): never {
  process.stderr.write(`${message}\n`);
  process.exit(exitCode);
}

function readArguments(): z.infer<typeof Arguments> {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        'tls-certificate': { type: 'string' },
        'tls-key': { type: 'string' },
        user: { type: 'string' },
        'exit-with-parent': { type: 'boolean' },
        'i-know-this-is-not-eventstoredb': { type: 'boolean' },
      },
    });
    const parsed = Arguments.safeParse(values);
    if (parsed.success) return parsed.data;
    return refuse(`${parsed.error.issues.map((issue) => issue.message).join('\n')}\n${USAGE}`, 2);
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, 2);
  }
}

async function main(): Promise<void> {
  const options = readArguments();
  if (process.env['NODE_ENV'] === 'production' && !options['i-know-this-is-not-eventstoredb']) {
    refuse(
      'This is the embedded event store, made for one machine; with NODE_ENV=production set EVENTSTORE_URL to an EventStoreDB, ' +
        'or pass --i-know-this-is-not-eventstoredb.',
      1,
    );
  }
  const access = readAccess({
    host: options.host,
    certificateFile: options['tls-certificate'],
    keyFile: options['tls-key'],
    user: options.user,
    // Not an argument: those can be seen by everybody on the machine. It belongs to --user; alone it is another program's.
    password: options.user === undefined ? undefined : process.env['MC_EVENTSTORE_PASSWORD'] || undefined,
  });
  let isFull = false;
  const node = await startNode({
    dataDir: options.data,
    onFull({ message }) {
      if (!isFull) logger.error(`${message} Appends are refused until there is some; reads go on.`);
      isFull = true;
    },
    onFlushed() {
      if (isFull) logger.info('there is space on the disk again: appends are taken');
      isFull = false;
    },
    port: options.port,
    access,
    onFailure(error) {
      logger.fatal(
        { err: error },
        'a write to the disk failed; the event store ends, since it could not keep its word any more',
      );
      process.exit(1);
    },
    onUnexpected: (error, path) => logger.error({ err: error, path }, 'a call ended with an unexpected error'),
  });
  logger.info(
    {
      host: access.host,
      port: node.port,
      tls: access.tls !== undefined,
      data: options.data,
      follows: `EventStoreDB ${SERVER_VERSION}`,
    },
    'Mission Control embedded event store: speaks the protocol of EventStoreDB, and is not EventStoreDB',
  );
  process.stdout.write(`${JSON.stringify({ ready: true, port: node.port, pid: process.pid })}\n`);
  endWith(node, options['exit-with-parent']);
}

function endWith(node: RunningNode, exitWithParent: boolean): void {
  let ending = false;
  const end = (why: string): void => {
    if (ending) return;
    ending = true;
    logger.info({ why }, 'shutting down');
    // What was acknowledged is on the disk already: a shutdown that hangs may be cut short.
    setTimeout(() => process.exit(0), SHUTDOWN_MS).unref();
    node.close().then(
      () => process.exit(0),
      (error) => {
        logger.error({ err: error }, 'the shutdown failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  if (!exitWithParent) return;
  // A parent with an IPC channel is watched by it; any other by the other end of stdin.
  if (process.channel) {
    process.on('disconnect', () => end('the parent process is gone'));
    return;
  }
  process.stdin.on('end', () => end('the parent process is gone'));
  process.stdin.on('error', () => end('the parent process is gone'));
  process.stdin.resume();
}

main().catch((error: unknown) => {
  if (error instanceof DataFolderError || error instanceof AccessError || error instanceof DamagedStore)
    refuse(error.message, 1);
  if (error instanceof Error && 'code' in error && error.code === 'EADDRNOTAVAIL') {
    refuse(`${error.message}. This machine has no such address: give --host one that it has.`, 1);
  }
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    refuse(`${error.message}. Stop what uses that port, or start with another --port (0: a free one).`, 1);
  }
  logger.fatal({ err: error }, 'the event store could not start');
  process.exit(1);
});

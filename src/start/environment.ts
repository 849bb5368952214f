import path from 'node:path';
import { z } from 'zod';
import { StartupError } from '../embedded/startup-error.js';
import { type EventStoreAccess } from './event-store-service.js';

const port = z.coerce
  .number('must be a port number')
  .int('must be a port number')
  .min(1, 'must be from 1 to 65535')
  .max(65535, 'must be from 1 to 65535');
const url = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text.split(',')[0] ?? '') && protocols.some((protocol) => text.startsWith(`${protocol}:`)),
      {
        error: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
      },
    );

/** What the launcher itself reads of the environment; the server checks its own part of it. */
const Environment = z.object({
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  EVENTSTORE_URL: url('esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover').optional(),
  MC_DATA_DIR: z.string().optional(),
  MC_HTTP_PORT: port.optional(),
  MC_POSTGRES_PORT: port.optional(),
  MC_EVENTSTORE_PORT: port.optional(),
  MC_EVENTSTORE_HOST: z.string().optional(),
  MC_EVENTSTORE_TLS_CERTIFICATE: z.string().optional(),
  MC_EVENTSTORE_TLS_KEY: z.string().optional(),
  MC_EVENTSTORE_TLS_CA: z.string().optional(),
  MC_EVENTSTORE_USER: z.string().optional(),
  MC_EVENTSTORE_PASSWORD: z.string().optional(),
  /** Longest wait before a process that ended is started again, in ms: short where processes are killed on purpose. */
  MC_RESTART_MAX_MS: z.coerce.number('must be a number of milliseconds').int().min(100).max(600_000).optional(),
  OPENAI_BASE_URL: url('http', 'https').optional(),
});
export type Environment = z.infer<typeof Environment>;

/**
 * An empty variable counts as unset.
 *
 * @throws StartupError that lists every problem
 */
export function parseEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.')}=${given[String(issue.path[0])]} ${issue.message}`,
  );
  throw new StartupError(
    `The environment has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}: ${problems.join('; ')}.`,
  );
}

/** Who may reach the embedded event store, and how; files are relative to `root`. */
export function eventStoreAccess(environment: Environment, root: string): EventStoreAccess {
  const file = (name: string | undefined) => (name === undefined ? undefined : path.resolve(root, name));
  return {
    settings: {
      host: environment.MC_EVENTSTORE_HOST,
      certificateFile: file(environment.MC_EVENTSTORE_TLS_CERTIFICATE),
      keyFile: file(environment.MC_EVENTSTORE_TLS_KEY),
      user: environment.MC_EVENTSTORE_USER,
      password: environment.MC_EVENTSTORE_PASSWORD,
    },
    authorityFile: file(environment.MC_EVENTSTORE_TLS_CA ?? environment.MC_EVENTSTORE_TLS_CERTIFICATE),
  };
}

export function dataFolderPath(environment: Environment, root: string): string {
  return path.resolve(root, environment.MC_DATA_DIR ?? '.mission-control');
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { StartupError } from '../startup-error.js';

const run = promisify(execFile);

/** How PostgreSQL's programs are run: a command line around the program, and the owner of its files (undefined: us). */
export interface OperatingUser {
  readonly owner: { readonly uid: number; readonly gid: number; readonly name: string } | undefined;
  /** The command and arguments that run `program` as this user. It replaces itself by the program, so the pid is the program's. */
  commandFor(
    program: string,
    args: readonly string[],
  ): { command: string; args: string[]; ids: { uid?: number; gid?: number } };
}

const withoutRights = ['--clear-groups'];
/** Passing through folders that are closed to others: reading rights are enough; containers often grant only the wider one. */
const capabilities = ['dac_read_search', 'dac_override'];

/**
 * PostgreSQL refuses to run as root. Started by root, it runs as the user `postgres` if there is one, else as `nobody`.
 * That user may be unable to pass through the project's folder (a clone under /root): then PostgreSQL is given the one
 * capability that lets it pass, and nothing else. Where the system allows neither, the error says so.
 *
 * On Linux PostgreSQL is also asked to shut down when its parent dies, so that a killed launcher leaves no server behind.
 *
 * @param paths what that user must be able to reach: programs and folders
 * @param preferredUid the owner of an existing cluster; it stays with its user
 */
export async function operatingUser(paths: readonly string[], preferredUid?: number): Promise<OperatingUser> {
  const prefix = (await works('setpriv', ['--pdeathsig', 'INT', 'true'])) ? ['--pdeathsig', 'INT'] : undefined;
  if (process.getuid?.() !== 0) {
    return {
      owner: undefined,
      commandFor: (program, args) =>
        prefix === undefined
          ? { command: program, args: [...args], ids: {} }
          : { command: 'setpriv', args: [...prefix, '--', program, ...args], ids: {} },
    };
  }
  const owner = await unprivileged(preferredUid);
  const become = ['--reuid', String(owner.uid), '--regid', String(owner.gid), ...withoutRights];
  const reach = ['sh', '-c', 'for p in "$@"; do test -x "$p" || exit 1; done', 'sh', ...paths];

  if (prefix !== undefined) {
    const attempts = [[], ...capabilities.map((name) => ['--inh-caps', `+${name}`, '--ambient-caps', `+${name}`])];
    for (const grant of attempts) {
      const options = [...prefix, ...become, ...grant, '--'];
      if (!(await works('setpriv', [...options, ...reach]))) continue;
      return {
        owner,
        commandFor: (program, args) => ({ command: 'setpriv', args: [...options, program, ...args], ids: {} }),
      };
    }
  } else {
    const ids = { uid: owner.uid, gid: owner.gid };
    if (await works('sh', reach.slice(1), ids)) {
      return { owner, commandFor: (program, args) => ({ command: program, args: [...args], ids }) };
    }
  }
  throw new StartupError(
    `PostgreSQL does not run as root, and the user "${owner.name}" that it would run as cannot enter ${paths.join(' or ')}. ` +
      'Start Mission Control as an ordinary user, move the project to a folder that others may enter (such as /opt), ' +
      'or set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

async function unprivileged(preferredUid: number | undefined): Promise<{ uid: number; gid: number; name: string }> {
  const names = [...(preferredUid ? [String(preferredUid)] : []), 'postgres', 'nobody'];
  for (const name of names) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout), name };
    } catch {
      // There is no such user: the next one.
    }
  }
  throw new StartupError(
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody". ' +
      'Create one ("useradd --system postgres"), start Mission Control as an ordinary user, or set DATABASE_URL.',
  );
}

async function works(
  command: string,
  args: readonly string[],
  ids: { uid?: number; gid?: number } = {},
): Promise<boolean> {
  try {
    await run(command, [...args], { ...ids, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

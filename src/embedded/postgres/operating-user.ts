import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type PostgresBinaries } from './binaries.js';
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

/** Passing through folders that are closed to others: reading rights are enough; containers often grant only the wider one. */
const capabilities = ['dac_read_search', 'dac_override'];

/**
 * PostgreSQL refuses to run as root. Started by root, it runs as the user `postgres` if there is one, else as `nobody`.
 * That user may be unable to pass through the project's folder (a clone under /root): then PostgreSQL is given the one
 * capability that lets it pass, and nothing else. Where the system allows neither, the error says so.
 *
 * On Linux PostgreSQL is also asked to shut down when its parent dies, so that a killed launcher leaves no server behind.
 *
 * @param dataDir the folder that the cluster is in; it exists
 * @param preferredUid the owner of an existing cluster; it stays with its user
 */
export async function operatingUser(
  binaries: PostgresBinaries,
  dataDir: string,
  preferredUid?: number,
): Promise<OperatingUser> {
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
  const become = ['--reuid', String(owner.uid), '--regid', String(owner.gid), '--clear-groups'];
  /** Programs find each other and their files (the sample files are only checked for), and the data folder can be entered. */
  const reaches = async (user: OperatingUser) => {
    const programs = user.commandFor(binaries.initdb, ['--show', '--pgdata', dataDir]);
    const folder = user.commandFor('test', ['-x', dataDir]);
    return (
      (await works(programs.command, programs.args, programs.ids)) && works(folder.command, folder.args, folder.ids)
    );
  };
  for (const user of candidates(owner, prefix, become)) if (await reaches(user)) return user;
  throw new StartupError(
    `PostgreSQL does not run as root, and the user "${owner.name}" that it would run as cannot enter ${path.dirname(binaries.initdb)} or ${dataDir}. ` +
      'Start Mission Control as an ordinary user, move the project to a folder that others may enter (such as /opt), ' +
      'or set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

/** The ways to become that user, the one with the fewest rights first. */
function candidates(
  owner: NonNullable<OperatingUser['owner']>,
  prefix: readonly string[] | undefined,
  become: readonly string[],
): OperatingUser[] {
  if (prefix === undefined) {
    const ids = { uid: owner.uid, gid: owner.gid };
    return [{ owner, commandFor: (program, args) => ({ command: program, args: [...args], ids }) }];
  }
  const grants = capabilities.map((name) => [
    // Without this access(2), by which PostgreSQL checks its programs, would leave the capability out of account.
    '--securebits',
    '+no_setuid_fixup',
    '--inh-caps',
    `+${name}`,
    '--ambient-caps',
    `+${name}`,
  ]);
  return [[], ...grants].map((grant) => ({
    owner,
    commandFor: (program, args) => ({
      command: 'setpriv',
      args: [...prefix, ...become, ...grant, '--', program, ...args],
      ids: {},
    }),
  }));
}

async function unprivileged(preferredUid: number | undefined): Promise<{ uid: number; gid: number; name: string }> {
  const names = [...(preferredUid ? [String(preferredUid)] : []), 'postgres', 'nobody'];
  for (const name of names) {
    try {
      const [uid, gid, called] = await Promise.all(['-u', '-g', '-un'].map((what) => run('id', [what, name])));
      if (uid && gid && called) return { uid: Number(uid.stdout), gid: Number(gid.stdout), name: called.stdout.trim() };
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

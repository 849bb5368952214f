import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StartupError, errorCode } from '../startup-error.js';
import { type PostgresBinaries } from './binaries.js';
import { type OperatingUser, operatingUser } from './operating-user.js';

/** The superuser of the cluster and the database made in it. */
export const roleName = 'mission_control';

export interface Cluster {
  readonly folder: string;
  readonly password: string;
  readonly user: OperatingUser;
}

/**
 * The cluster in `dataDir/cluster`, made if it is not there: UTF-8, locale C, passwords by SCRAM. Its password is kept in
 * `dataDir/password` (0600). A creation that was interrupted leaves nothing that could be mistaken for a cluster.
 *
 * @throws StartupError if the cluster is of another PostgreSQL release, or its password is lost
 */
export async function openCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  log: (line: string) => void,
): Promise<Cluster> {
  const folder = path.join(dataDir, 'cluster');
  const passwordFile = path.join(dataDir, 'password');
  // Passable as root, because PostgreSQL runs as another user then; what is in it has narrow modes of its own.
  await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const version = await readOptional(path.join(folder, 'PG_VERSION'));
  const preferredUid = version === undefined ? undefined : (await stat(folder)).uid;
  const user = await operatingUser(binaries, dataDir, preferredUid);

  if (version === undefined) {
    const password = randomBytes(24).toString('base64url');
    await createCluster({ dataDir, folder, binaries, user, password, log });
    return { folder, password, user };
  }
  if (version.trim() !== binaries.major) {
    throw new StartupError(
      `The data in ${folder} were written by PostgreSQL ${version.trim()}; this release of Mission Control has PostgreSQL ${binaries.major}. ` +
        'Start the release that wrote them, or move the folder away: the read models are rebuilt from the event log.',
    );
  }
  const password = await readOptional(passwordFile);
  if (password === undefined) {
    throw new StartupError(
      `${passwordFile} is missing, so the data in ${folder} cannot be opened. ` +
        `Restore the file, or move ${dataDir} away: the read models are rebuilt from the event log.`,
    );
  }
  return { folder, password: password.trim(), user };
}

async function createCluster(creation: {
  dataDir: string;
  folder: string;
  binaries: PostgresBinaries;
  user: OperatingUser;
  password: string;
  log: (line: string) => void;
}): Promise<void> {
  const { dataDir, folder, binaries, user, password, log } = creation;
  const unfinished = path.join(dataDir, 'cluster.new');
  const given = path.join(dataDir, 'password.new');
  await rm(unfinished, { recursive: true, force: true });
  await rm(given, { force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(given, password, { mode: 0o600 });
  if (user.owner !== undefined) {
    await chown(unfinished, user.owner.uid, user.owner.gid);
    await chown(given, user.owner.uid, user.owner.gid);
  }
  const options = [
    '--pgdata',
    unfinished,
    '--username',
    roleName,
    '--pwfile',
    given,
    '--auth',
    'scram-sha-256',
    '--encoding',
    'UTF8',
    '--locale',
    'C',
  ];
  await runInitdb(user.commandFor(binaries.initdb, options), log);
  // The password first: a cluster without one could not be opened, the reverse is only a leftover.
  if (user.owner !== undefined) await chown(given, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
  await rename(given, path.join(dataDir, 'password'));
  await rename(unfinished, folder);
}

function runInitdb(call: ReturnType<OperatingUser['commandFor']>, log: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(call.command, call.args, {
      ...call.ids,
      cwd: '/',
      env: postgresEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => reject(new StartupError(`PostgreSQL's initdb cannot be run: ${error.message}`)));
    child.once('close', (code) => {
      for (const line of output.split('\n').filter((line) => line.trim() !== '')) log(line);
      if (code === 0) return resolve();
      const reason =
        output.split('\n').find((line) => /error|fatal|cannot|could not/i.test(line)) ?? `exit code ${code}`;
      reject(new StartupError(`PostgreSQL's data folder cannot be created: ${reason.trim()}`));
    });
  });
}

/** PG* variables of the user's shell are meant for other servers; a locale would translate the log. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
  return { ...env, LC_ALL: 'C', TZ: 'UTC' };
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new StartupError(
      `${file} cannot be read (${errorCode(error) ?? String(error)}). Check who owns the data folder.`,
    );
  }
}

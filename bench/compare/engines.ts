import path from 'node:path';
import { isFree } from '../../src/embedded/ports.js';
import { startPostgres } from '../../src/embedded/postgres/start-postgres.js';
import type { Scenario } from './figures.js';
import { nodeFor, takesPart, type Peer, type Surroundings } from './peers.js';

/** What takes part, and how it is run. */
export interface Engine {
  readonly id: string;
  /** Its name in the table. */
  readonly title: string;
  readonly program: string;
  /** The scenario is the last argument. */
  readonly script: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** It wants a server that listens already. */
  readonly postgres: boolean;
  readonly takesPart: (scenario: Scenario, round: number) => boolean;
}

export const missionControl: Engine = {
  id: 'mission-control',
  title: 'Mission Control',
  program: process.execPath,
  script: path.join('dist', 'bench', 'main.js'),
  folder: path.resolve('.'),
  env: {},
  postgres: false,
  takesPart: () => true,
};

/** The barest version of our stack, at its best: with read models, in a process of their own. */
export const floor = (folder: string): Engine => ({
  id: 'floor',
  title: 'floor (by hand, no engine)',
  program: process.execPath,
  script: 'floor.mjs',
  folder,
  env: { CODEC: '3', PROJ: 'process' },
  postgres: true,
  takesPart: () => true,
});

export function peerEngine(peer: Peer, folder: string, here: Surroundings): Engine {
  const node = nodeFor(peer, here);
  const paths = {
    ...('path' in here.redis ? { REDIS_SERVER: here.redis.path } : {}),
    ...('path' in here.restate ? { RESTATE_SERVER: here.restate.path } : {}),
  };
  return {
    id: peer.id,
    title: peer.note === undefined ? peer.id : `${peer.id} (${peer.note})`,
    program: 'path' in node ? node.path : process.execPath,
    script: path.join('peers', `${peer.script}.mjs`),
    folder,
    env: { ...paths, ...peer.env },
    postgres: peer.needs === 'postgres',
    takesPart: (scenario, round) => takesPart(peer, scenario, round),
  };
}

/** A PostgreSQL server for as long as `use` takes: one that nobody uses would still write its checkpoints beside the next engine. */
export async function withPostgres<T>(dataDir: string, use: (env: Record<string, string>) => Promise<T>): Promise<T> {
  const server = await startPostgres({ dataDir, log: () => undefined });
  const { hostname, port, username, password } = new URL(server.url);
  try {
    return await use({ PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: decodeURIComponent(password) });
  } finally {
    await server.stop();
  }
}

/** Ports for a peer's own server, which takes up to four in a row: another one that listens there would be measured instead. */
export async function peerPorts(): Promise<Record<string, string>> {
  for (let first = 28_080; ; first += 4) {
    const free = await Promise.all([0, 1, 2, 3].map((more) => isFree(first + more)));
    if (free.every(Boolean)) return { RESTATE_PORT: String(first), REDIS_PORT: String(first) };
  }
}

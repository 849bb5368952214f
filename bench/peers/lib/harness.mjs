// Runs a peer through one scenario (the first argument: chain | fan | load) and prints one line of JSON.
// A peer is { name, pkgs, durability, config, pg?, storePids?, setup(ctx), start(kind, n, id), startMany?, teardown?(), and how often: chainWarm?, chainRuns?, fanWarm?, fanRuns? }.
// The body of a step is ctx.step(id, i): it notes the time and returns an object of some 100 bytes.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parentOf, peakMb, treeCpu } from './processes.mjs';

export const PG = {
  host: process.env.PGHOST ?? '127.0.0.1',
  port: +(process.env.PGPORT ?? 5432),
  user: process.env.PGUSER ?? 'postgres',
  password: process.env.PGPASSWORD,
};
export const pgUrl = (db) =>
  `postgresql://${PG.user}${PG.password ? ':' + PG.password : ''}@${PG.host}:${PG.port}/${db}`;
async function pgClient() {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ ...PG, database: 'postgres' });
  await client.connect();
  return client;
}
export async function freshDb(db) {
  const client = await pgClient();
  await client.query(`drop database if exists ${db} with (force)`);
  await client.query(`create database ${db}`);
  await client.query('checkpoint');
  await client.end();
}
/** What PostgreSQL has written so far, and the process id of the server. */
async function pgProbe() {
  const client = await pgClient();
  const { pid } = (await client.query('select pg_backend_pid() pid')).rows[0];
  return {
    root: parentOf(pid),
    end: () => client.end(),
    async snap() {
      await sleep(300);
      const counters = await client.query(
        `select txid_snapshot_xmax(txid_current_snapshot())::float txns, (pg_current_wal_insert_lsn() - '0/0')::float bytes`,
      );
      return counters.rows[0];
    },
  };
}

export const version = (pkg) =>
  JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '..', 'node_modules', pkg, 'package.json'), 'utf8'))
    .version;
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
/** Quantile p of values; null of none. */
export const q = (values, p) => {
  if (!values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
};
const round = (x, digits = 3) => (x == null ? null : +x.toFixed(digits));
const guard = (promise, ms, what) => {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error('timeout ' + what)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** 20 steps, one after the other: the time between the bodies of two of them. */
async function chain(peer, { quick, one }) {
  const n = 20;
  const warm = quick ? 1 : (peer.chainWarm ?? 5);
  const runs = quick ? 2 : (peer.chainRuns ?? 20);
  const out = { runs };
  const gaps = [];
  const totals = [];
  const first = [];
  const last = [];
  for (let i = 0; i < warm; i++) await one('chain', n);
  for (let i = 0; i < runs; i++) {
    const { from, to, marks } = await one('chain', n);
    if (marks.length !== n) out.bad = marks.length;
    totals.push(to - from);
    first.push(marks[0] - from);
    last.push(to - marks.at(-1));
    for (let k = 1; k < marks.length; k++) gaps.push(marks[k] - marks[k - 1]);
  }
  return {
    ...out,
    stepP50: round(q(gaps, 0.5)),
    stepP99: round(q(gaps, 0.99)),
    stepMean: round(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length),
    totalP50: round(q(totals, 0.5), 2),
    startP50: round(q(first, 0.5), 2),
    resultP50: round(q(last, 0.5), 2),
  };
}

/** 1 step, then 100 in parallel, then 1: from submit to the observed result. */
async function fan(peer, { quick, one }) {
  const n = 100;
  const warm = quick ? 1 : (peer.fanWarm ?? 2);
  const runs = quick ? 2 : (peer.fanRuns ?? 5);
  const out = { runs };
  const totals = [];
  const inner = [];
  for (let i = 0; i < warm; i++) await one('fan', n);
  for (let i = 0; i < runs; i++) {
    const { from, to, marks } = await one('fan', n);
    if (marks.length !== n + 2) out.bad = marks.length;
    totals.push(to - from);
    inner.push(marks.at(-1) - marks[0]);
  }
  return {
    ...out,
    totalP50: round(q(totals, 0.5), 2),
    totalMin: round(Math.min(...totals), 2),
    totalMax: round(Math.max(...totals), 2),
    firstToJoinP50: round(q(inner, 0.5), 2),
  };
}

/** WORKFLOWS chains of 10 steps, all submitted at once: steps per second, and CPU of every process. */
async function load(peer, { quick, newId, marks, probe }) {
  const n = 10;
  const workflows = +(process.env.WORKFLOWS ?? 200);
  const steps = workflows * n;
  const many = async (count) => {
    const ids = Array.from({ length: count }, newId);
    const from = performance.now();
    const all = peer.startMany ? peer.startMany(ids, n) : Promise.all(ids.map((id) => peer.start('chain', n, id)));
    await guard(all, 600e3, 'load');
    return { ids, from, elapsed: performance.now() - from };
  };
  const storeCpu = () => [...(probe ? [probe.root] : []), ...(peer.storePids?.() ?? [])].map(treeCpu);
  await many(quick ? 5 : 20);
  const written = await probe?.snap();
  const node = process.cpuUsage();
  const store = storeCpu();
  const { ids, from, elapsed } = await many(workflows);
  const nodeUsed = process.cpuUsage(node);
  const storeUsed = storeCpu().map((seconds, i) => seconds - store[i]);
  const writtenNow = await probe?.snap();
  const all = ids.flatMap((id) => marks.get(id) ?? []);
  return {
    steps: all.length,
    elapsedMs: round(elapsed, 1),
    stepsPerSec: round((steps / elapsed) * 1000, 1),
    stepsPerSecToLastStep: round((steps / (all.reduce((a, b) => Math.max(a, b), 0) - from)) * 1000, 1),
    cpuNode: round((nodeUsed.user + nodeUsed.system) / 1e6, 2),
    cpuStore: round(
      storeUsed.reduce((sum, seconds) => sum + seconds, 0),
      2,
    ),
    rssNodeMb: Math.round(process.resourceUsage().maxRSS / 1024),
    rssStoreMb: peer.storePids?.().map(peakMb),
    ...(all.length === steps ? {} : { bad: all.length }),
    ...(written
      ? {
          writeTxnsPerStep: round((writtenNow.txns - written.txns) / steps, 2),
          walBytesPerStep: Math.round((writtenNow.bytes - written.bytes) / steps),
        }
      : {}),
  };
}

const scenarios = { chain, fan, load };

export async function run(peer) {
  const scenario = process.argv[2] ?? 'chain';
  if (!(scenario in scenarios))
    throw new Error(`"${scenario}" is no scenario: use one of ${Object.keys(scenarios).join(', ')}`);
  const marks = new Map();
  const text = 'x'.repeat(64);
  const step = (id, i) => {
    const now = performance.now();
    const seen = marks.get(id);
    if (seen) seen.push(now);
    else marks.set(id, [now]);
    return { ok: true, step: i, text };
  };
  let count = 0;
  const newId = () => `${scenario}-${process.pid}-${++count}`;
  const one = async (kind, n) => {
    const id = newId();
    const from = performance.now();
    await guard(peer.start(kind, n, id), 300e3, kind);
    const to = performance.now();
    return { from, to, marks: marks.get(id) ?? [] };
  };
  await peer.setup({ step, marks, scenario });
  if (process.env.DEBUG) console.error('setup done');
  const probe = peer.pg ? await pgProbe() : undefined;
  const figures = await scenarios[scenario](peer, { quick: process.env.QUICK === '1', one, newId, marks, probe });
  console.log(
    JSON.stringify({
      peer: peer.name,
      scenario,
      node: process.version,
      ...figures,
      load1: round(os.loadavg()[0], 2),
      ver: Object.fromEntries((peer.pkgs ?? []).map((pkg) => [pkg, version(pkg)])),
      durability: peer.durability,
      config: peer.config,
    }),
  );
  await probe?.end();
  await Promise.race([Promise.resolve(peer.teardown?.()).catch(() => {}), sleep(5000)]);
  process.exit(0);
}

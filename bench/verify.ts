/**
 * npm run bench -- verify: how long the two verifiers take on a bundle with one long stream, and how much memory.
 * EVENTS in the bundle (default 1,000,000, about 850 MB; for Python a tenth of it). Each is a process of its own, timed from its start to its end.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { cpuOfTree, peakMemoryMb } from './processes.js';

const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const folder = await mkdtemp(path.join(os.tmpdir(), 'mission-control-bench-'));
const round = (value: number): number => Number(value.toFixed(1));

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number | null;
}

/** A program until it ends; looked at ten times a second, so a peak of its last 0.1 s may be missed. */
async function measured(command: string, args: readonly string[]): Promise<Measured> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let peakMb: number | null = null;
  let cpuSeconds = 0;
  const look = setInterval(() => {
    peakMb = peakMemoryMb(child.pid ?? 0) ?? peakMb;
    cpuSeconds = Math.max(cpuSeconds, cpuOfTree(child.pid ?? 0));
  }, 100);
  const [code]: unknown[] = await once(child, 'exit');
  clearInterval(look);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}`);
  return { seconds: round((performance.now() - started) / 1_000), cpuSeconds: round(cpuSeconds), peakMb };
}

const bundle = async (events: number): Promise<string> => {
  const file = path.join(folder, `${events}.tar`);
  await measured(process.execPath, ['verify/test/large-bundle.mjs', file, String(events)]);
  return file;
};

try {
  const few = Math.ceil(EVENTS / 10);
  const large = await bundle(EVENTS);
  const small = await bundle(few);
  const node = await measured(process.execPath, ['verify/mission-control-verify.mjs', large]);
  const nodeFew = await measured(process.execPath, ['verify/mission-control-verify.mjs', small]);
  const python = await measured('python3', ['verify/python/verify_evidence.py', small]);
  const bundleMb = Math.round((await stat(large)).size / 1_000_000);
  const figures = {
    events: EVENTS,
    bundleMb,
    node,
    nodeFew: { events: few, ...nodeFew },
    python: { events: few, ...python },
  };
  for (const [key, value] of Object.entries(figures)) console.log(`${key.padEnd(10)} ${JSON.stringify(value)}`);
  console.log(
    JSON.stringify({ scenario: 'verify', version: process.version, ...figures, load1: round(os.loadavg()[0] ?? 0) }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { SCENARIOS, type Scenario } from './figures.js';

const Peer = z.strictObject({
  id: z.string(),
  script: z.string(),
  /** The oldest Node that it runs on. */
  node: z.number(),
  env: z.record(z.string(), z.string()),
  needs: z.enum(['postgres', 'redis', 'restate']),
  only: z.array(z.enum(SCENARIOS)).optional(),
  maxReps: z.number().optional(),
  note: z.string().optional(),
});
export type Peer = z.output<typeof Peer>;

export const readPeers = (folder: string): readonly Peer[] =>
  z.array(Peer).parse(JSON.parse(readFileSync(path.join(folder, 'peers.json'), 'utf8')));

/** Those that are measured when nothing else is asked for: the fastest that keep every step. */
const USUAL = ['restate', 'bullmq-always'];

/**
 * @param asked ids with commas between them, or `all`
 * @throws RangeError when an id is of no peer
 */
export function choosePeers(peers: readonly Peer[], asked: string | undefined): readonly Peer[] {
  if (asked === 'all') return peers;
  const ids = asked === undefined ? USUAL : asked.split(',').filter(Boolean);
  return ids.map((id) => {
    const peer = peers.find((one) => one.id === id);
    if (peer) return peer;
    throw new RangeError(`PEERS: "${id}" is no peer. Use all, or some of: ${peers.map((one) => one.id).join(', ')}.`);
  });
}

/** A program that peers need: where it is, or why it cannot be used here. */
export type Found = { readonly path: string } | { readonly why: string };

export interface Surroundings {
  /** The major version of this Node. */
  readonly node: number;
  /** A newer Node, for the peers that want one. */
  readonly newerNode: Found;
  readonly packages: Found;
  readonly postgres: Found;
  readonly redis: Found;
  readonly restate: Found;
}

const whyOf = (found: Found): string | undefined => ('why' in found ? found.why : undefined);

/** The Node that a peer is run by. */
export const nodeFor = (peer: Peer, here: Surroundings): Found =>
  here.node >= peer.node ? { path: process.execPath } : here.newerNode;

export interface LeftOut {
  readonly id: string;
  readonly why: string;
}

/** Those that can run here, and why the others cannot. */
export function sortOut(peers: readonly Peer[], here: Surroundings): { able: Peer[]; leftOut: LeftOut[] } {
  const able: Peer[] = [];
  const leftOut: LeftOut[] = [];
  for (const peer of peers) {
    const why = [here.packages, nodeFor(peer, here), here[peer.needs]].map(whyOf).find((one) => one !== undefined);
    if (why === undefined) able.push(peer);
    else leftOut.push({ id: peer.id, why });
  }
  return { able, leftOut };
}

/** Is this peer measured in this scenario and round? Some know one scenario only, or are very slow. */
export const takesPart = (peer: Peer, scenario: Scenario, round: number): boolean =>
  (peer.only?.includes(scenario) ?? true) && round <= (peer.maxReps ?? Infinity);

import { parentPort, workerData } from 'node:worker_threads';
import { simulate, type Outcome } from './simulate.js';

/** What a worker thread is told: seeds from `from` on, every `step`-th, before `to`. */
export interface Share {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly traced: boolean;
}

const port = parentPort;
if (port) {
  const { from, to, step, traced } = workerData as Share;
  for (let seed = from; seed < to; seed += step) {
    const outcome: Outcome = await simulate(seed, { traced });
    port.postMessage(outcome);
  }
}

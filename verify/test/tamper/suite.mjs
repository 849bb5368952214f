// @ts-check
import { randomStore } from '../random.mjs';
import { checkpointCases } from './checkpoints.mjs';
import { eventCases } from './events.mjs';
import { fileCases } from './files.mjs';
import { keyCases } from './keys.mjs';
import { tarCases } from './tar.mjs';

/**
 * @typedef {import('../bundle-builder.mjs').Bundle} Bundle
 * @typedef {import('../bundle-builder.mjs').Event} Event
 * @typedef {import('../bundle-builder.mjs').RecordingStore} RecordingStore
 * @typedef {import('../../lib/failure.mjs').Code} Code
 * @typedef {import('./case.mjs').Case} Case
 * @typedef {import('./case.mjs').Expected} Expected
 */

/**
 * What somebody does to a bundle: to its events, its files, its signatures, its tar; with and without a key.
 * @param {RecordingStore} store
 * @returns {Case[]}
 */
export const tamperCases = (store) => [
  ...eventCases(store),
  ...fileCases(store),
  ...keyCases(store),
  ...checkpointCases(store),
  ...tarCases(store),
];

/**
 * What the suite is done to: five streams, nine checkpoints, two keys, payloads.
 * @param {import('../random.mjs').Chance} random
 * @param {number} events
 */
export function suiteStore(random, events) {
  const store = randomStore(random, 0);
  const streams = ['control', 'run-one', 'run-one', 'run-one', 'run-three', 'run-two', 'workflow-reports'];
  for (let i = 0; i < events; i++) {
    const value =
      i % Math.ceil(events / 20) === 0 ? store.blob({ i, text: 'a payload '.repeat(10) }) : { i, text: `event ${i}` };
    store.append(random.of(streams), 'StepCompleted', value);
    if (i % Math.ceil(events / 8) === 1) store.checkpoint();
    if (i === Math.floor(events / 2)) store.rotate();
  }
  store.checkpoint();
  return store;
}

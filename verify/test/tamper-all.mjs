// @ts-check
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { isDeepStrictEqual } from 'node:util';
import { readEvent } from '../lib/event.mjs';
import { resultOf } from '../mission-control-verify.mjs';
import { answerOn, scratch } from './answer.mjs';
import { hasPython, startPython } from './python.mjs';
import { chance, randomStore } from './random.mjs';
import { flipped, flips, isRightName } from './tamper/flips.mjs';
import { suiteStore, tamperCases } from './tamper/suite.mjs';

/**
 * npm run tamper: the whole tamper suite, with both verifiers. scripts/tamper.mjs has the help.
 *
 * @typedef {{ events: number, every: number, honest: number }} Size
 * @typedef {{ done: number, wrong: string[] }} Tally
 */

/** @param {Size} size */
export async function tamperAll(size) {
  const python = hasPython ? startPython() : undefined;
  console.log(
    python === undefined
      ? 'python3: not run (there is none on this machine)'
      : 'with both verifiers, but for the single bytes',
  );
  const sums = [
    await report('cases', cases(size, python)),
    await report('honest bundles', honestBundles(size, python)),
    await report('single bytes', singleBytes(size)),
  ];
  python?.stop();
  return sums.every((right) => right) ? 0 : 1;
}

/** @param {string} what @param {Promise<Tally>} tally */
async function report(what, tally) {
  const { done, wrong } = await tally;
  console.log(`${what}: ${done - wrong.length} of ${done} as they must be`);
  for (const line of wrong.slice(0, 20)) console.log(`  ${line}`);
  return wrong.length === 0;
}

/** @typedef {ReturnType<typeof startPython> | undefined} Python */

/** @param {Size} size @param {Python} python @returns {Promise<Tally>} */
async function cases({ events }, python) {
  const folder = scratch();
  const wrong = [];
  const all = tamperCases(suiteStore(chance(1), events));
  for (const { name, bytes, expected, key, witness } of all) {
    const options = {
      ...(key === undefined ? {} : { key }),
      ...(witness === undefined ? {} : { checkpoint: folder.file('witness.log', witness) }),
    };
    const result = await resultOf(folder.file('bundle.tar', bytes), options);
    const { code, stream = result.stream, revision = result.revision } = expected;
    if (result.code !== code || result.stream !== stream || result.revision !== revision)
      wrong.push(`${name}: ${result.code}: ${result.message}`);
    else if (
      python !== undefined &&
      !isDeepStrictEqual(await python.verify(folder.file('bundle.tar', bytes), options), result)
    )
      wrong.push(`${name}: the verifiers differ`);
  }
  folder.remove();
  return { done: all.length, wrong };
}

/** @param {Size} size @param {Python} python @returns {Promise<Tally>} */
async function honestBundles({ honest }, python) {
  const folder = scratch();
  const random = chance(2);
  const wrong = [];
  for (let i = 0; i < honest; i++) {
    const file = folder.file(
      'bundle.tar',
      randomStore(random, 1 + random.below(100))
        .bundle()
        .tar(),
    );
    const result = await resultOf(file, {});
    if (result.verdict !== 'valid') wrong.push(`bundle ${i}: ${result.code}: ${result.message}`);
    else if (python !== undefined && !isDeepStrictEqual(await python.verify(file), result))
      wrong.push(`bundle ${i}: the verifiers differ`);
  }
  folder.remove();
  return { done: honest, wrong };
}

/** @param {Size} size @returns {Promise<Tally>} */
async function singleBytes(size) {
  const workers = os.availableParallelism();
  const tallies = await Promise.all(
    Array.from({ length: workers }, (_, part) => {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { ...size, part, workers } });
      return /** @type {Promise<Tally>} */ (
        new Promise((resolve, reject) => {
          worker.on('error', reject);
          worker.on('message', (/** @type {Tally & { of?: number }} */ message) => {
            if (message.of === undefined) resolve(message);
            else console.log(`  worker ${part + 1}: ${message.done} of ${message.of}, ${message.wrong.length} wrong`);
          });
        })
      );
    }),
  );
  return { done: tallies.reduce((sum, { done }) => sum + done, 0), wrong: tallies.flatMap(({ wrong }) => wrong) };
}

/**
 * What reads the lines of one bundle after the other: a thousand lines are the same in 700,000 bundles, and are read once. A line with a flipped byte, or
 * what a flipped line feed makes of two, is read as it is; the one after it is found a little further on.
 * @param {Buffer} events
 * @returns {() => typeof readEvent}
 */
function remembering(events) {
  /** @type {{ line: Buffer, event: ReturnType<typeof readEvent> }[]} */
  const lines = [];
  for (let from = 0, to = 0; (to = events.indexOf(10, from)) >= 0; from = to + 1) {
    const line = events.subarray(from, to);
    lines.push({ line, event: readEvent(line) });
  }
  return () => {
    let next = 0;
    return (line) => {
      for (let at = next; at < next + 3; at++) {
        const known = lines[at];
        if (!known?.line.equals(line)) continue;
        next = at + 1;
        return known.event;
      }
      return readEvent(line);
    };
  };
}

/** Every `workers`th byte, from the `part`th on; one bit of each is flipped. @param {Size & { part: number, workers: number }} work */
async function flipPart({ events, every, part, workers }) {
  const bundle = suiteStore(chance(1), events).bundle();
  const tar = bundle.tar();
  const places = flips(bundle);
  const reader = remembering(bundle.file('events.ndjson').bytes);
  /** @type {Tally} */
  const tally = { done: 0, wrong: [] };
  const of = Math.ceil((tar.length / every - part) / workers);
  for (let at = part * every; at < tar.length; at += workers * every) {
    const { offset, expected } = places.at(at);
    const result = await answerOn(flipped(tar, offset, at % 8), {}, reader());
    if (!isRightName(result, expected))
      tally.wrong.push(
        `byte ${offset}: ${result.code} ${result.stream} ${result.revision}, not ${JSON.stringify(expected)}`,
      );
    if (++tally.done % 5_000 === 0) parentPort?.postMessage({ ...tally, of });
  }
  return tally;
}

if (!isMainThread) parentPort?.postMessage(await flipPart(workerData));

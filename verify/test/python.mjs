// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Answers one line for each line: the arguments of `verify` to its result. One process for all of a test, since each start of Python costs more than a bundle. */
const DRIVER = `
import json, sys
sys.path.insert(0, sys.argv[1])
import verify_evidence
for line in sys.stdin:
    print(json.dumps(verify_evidence.verify(*json.loads(line))), flush=True)
`;

/** @typedef {import('../lib/report.mjs').Result} Result */

/** Whether this machine has a Python that the verifier runs on. */
export const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;

/** The Python verifier, by its own module. @param {{ pure?: boolean }} [how] `pure`: without the package cryptography */
export function startPython({ pure = false } = {}) {
  const child = spawn('python3', ['-B', '-c', DRIVER, fileURLToPath(new URL('../python', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, MISSION_CONTROL_VERIFY_PURE: pure ? '1' : '0' },
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    /** @param {string} file @param {import('../lib/verify.mjs').Options} [options] @returns {Promise<Result>} */
    async verify(file, { key, checkpoint } = {}) {
      child.stdin.write(`${JSON.stringify([file, key ?? null, checkpoint ?? null])}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('The Python verifier ended');
      return /** @type {Result} */ (JSON.parse(value));
    },
    stop: () => child.stdin.end(),
  };
}

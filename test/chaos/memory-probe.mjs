// Loaded into every process that is measured (NODE_OPTIONS=--import): on SIGUSR2 it appends what is alive in its heap after a full collection,
// as a line of JSON, to the file that MC_SOAK_FILE names.
import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const file = process.env.MC_SOAK_FILE;

process.on('SIGUSR2', () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  appendFileSync(file, `${JSON.stringify({ pid: process.pid, bytes: heapUsed + external })}\n`);
});

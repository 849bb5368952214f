// npm run soak: a steady load for a while; memory and open files of every process must not grow.
import { runTest } from './run-test.mjs';

await runTest({
  file: 'test/chaos/soak.test.ts',
  help: `npm run soak -- [options]

Runs the product under a steady load. After a warm-up of a fifth of the time, what is alive in the heap of each process
(after a full collection) and how many files it has open may not grow. At the end the oracle looks at the record.

  --minutes N  how long (default 10)
  --help       this text
`,
  options: { minutes: { variable: 'SOAK_MINUTES', default: '10' } },
});

// npm run failpoints: every named place of the server fails, in every way. `npm test` does each once.
import { runTest } from './run-test.mjs';

await runTest({
  file: 'test/failpoints/failpoints.test.ts',
  help: `npm run failpoints -- [options]

Builds the product with the places of src/faults/failpoints.json in it, and lets each of them kill the server, throw, or
stand still (then the server is killed), while runs are under way. At the end every run has ended and the oracle finds the
record right.

  --times N      how often each (default 20)
  --names A,B    only these places
  --how A,B      only these ways: throw, hang, kill
  --help         this text
`,
  options: {
    times: { variable: 'FAILPOINT_TIMES', default: '20' },
    names: { variable: 'FAILPOINT_NAMES' },
    how: { variable: 'FAILPOINT_HOW', default: 'throw,hang,kill' },
  },
});

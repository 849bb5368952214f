// npm run chaos: real kills under load. `npm test` does 50 of them.
import { runTest } from './run-test.mjs';

await runTest({
  file: 'test/chaos/chaos.test.ts',
  help: `npm run chaos -- [options]

Runs the product as \`npm start\` does, with agents in processes of their own and a client that keeps runs open and decides
approvals, and kills (SIGKILL) or freezes (SIGSTOP, SIGCONT 3.5 s later) the server, an agent, the event store or PostgreSQL
again and again. At the end the oracle looks at the whole record and compares the read models with rebuilt ones. Prints how
long after a kill the first step was dispatched.

  --kills N    how many (default 1000)
  --minutes N  ends after so many minutes, if that is sooner
  --seed N     of what is killed when (default: from the clock; it is in the test's name)
  --calm       the next one only after a step was dispatched again: for figures of single recoveries
  --keep       leaves the data folder with the logs of all processes, and says where it is
  --help       this text
`,
  options: {
    kills: { variable: 'CHAOS_KILLS', default: '1000' },
    minutes: { variable: 'CHAOS_MINUTES' },
    seed: { variable: 'CHAOS_SEED', default: String(Date.now() % 1_000_000) },
    calm: { variable: 'CHAOS_CALM', flag: true },
    keep: { variable: 'CHAOS_KEEP', flag: true },
  },
});

// npm run tamper: the whole tamper suite on evidence bundles. `npm test` does a sample of it.
import { parseArgs } from 'node:util';
import { tamperAll } from '../verify/test/tamper-all.mjs';

const HELP = `npm run tamper -- [options]

Does to an evidence bundle what somebody could do to it, and checks that the verifiers find it and call it by its name:
every case of the suite (events, files, keys, checkpoints, the tar), honest bundles of random content, which must be
valid, and every byte of the bundle with one bit flipped.

  --events N   events in the bundle (default 1000)
  --every N    flip only every Nth byte (default 1: all of them, some 700,000: half an hour on two cores)
  --honest N   honest bundles (default 1000)
  --help       this text

Exit code 1 when something was not found, was called by a wrong name, or was a false alarm.
`;

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000' },
    every: { type: 'string', default: '1' },
    honest: { type: 'string', default: '1000' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const numberOf = (name) => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`--${name} is a whole number from 1 on.\n\n${HELP}`);
    process.exit(2);
  }
  return value;
};
process.exitCode = await tamperAll({
  events: numberOf('events'),
  every: numberOf('every'),
  honest: numberOf('honest'),
});

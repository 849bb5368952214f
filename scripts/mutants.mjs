// npm run mutants: breaks one rule after the other on purpose (src/faults/mutants.json), and shows which test notices.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { listed } from './faults.mjs';
import { ensureInstalled, root } from './install.mjs';

const HELP = `npm run mutants -- [options] [NAME...]

Plants a fault in the code, runs the tests that should notice it (test/mutants/caught-by.json), and says which one did; then the
next. First the same tests run without a fault: they must pass. A fault that no test notices is a hole in the suite.

  --list       only the names of the faults and what they do
  --help       this text

Exit code 1 when a fault was not noticed.
`;

const { values, positionals } = parseArgs({
  options: { list: { type: 'boolean' }, help: { type: 'boolean' } },
  allowPositionals: true,
});
const mutants = listed('mutants');
const caughtBy = JSON.parse(readFileSync(path.join(root, 'test', 'mutants', 'caught-by.json'), 'utf8'));
const unknown = positionals.filter((name) => !(name in mutants));
const untested = Object.keys(mutants).filter((name) => !caughtBy[name]?.length);
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no mutant ${unknown.join(', ')}. --list shows them.\n`);
  console.log(HELP);
  process.exit(unknown.length > 0 ? 2 : 0);
}
if (untested.length > 0) {
  console.error(`No test is named for: ${untested.join(', ')} (test/mutants/caught-by.json).`);
  process.exit(1);
}
const names = positionals.length > 0 ? positionals : Object.keys(mutants);
if (values.list) {
  for (const name of names) console.log(`${name.padEnd(26)}${mutants[name]}`);
  process.exit(0);
}

ensureInstalled();
const reports = mkdtempSync(path.join(os.tmpdir(), 'mc mutants '));
const surviving = [];
try {
  const sound = run([...new Set(names.flatMap((name) => caughtBy[name]))], undefined);
  if (sound.failed.length > 0) {
    console.error(`Without a fault these fail already:\n  ${sound.failed.join('\n  ')}`);
    process.exit(1);
  }
  console.log(`Without a fault all ${sound.passed} tests pass.\n`);
  for (const name of names) {
    const { failed } = run(caughtBy[name], name);
    if (failed.length === 0) surviving.push(name);
    console.log(`${failed.length > 0 ? 'caught  ' : 'SURVIVED'} ${name.padEnd(26)}${mutants[name]}`);
    for (const test of failed.slice(0, 2)) console.log(`         by ${test}`);
    if (failed.length > 2) console.log(`         and ${failed.length - 2} more`);
  }
} finally {
  rmSync(reports, { recursive: true, force: true });
}
console.log(`\n${names.length - surviving.length} of ${names.length} faults were noticed.`);
if (surviving.length > 0) console.log(`Not noticed: ${surviving.join(', ')}`);
process.exit(surviving.length > 0 ? 1 : 0);

/** Runs test files, with one rule broken: the tests that failed. */
function run(files, mutant) {
  const outputFile = path.join(reports, `${mutant ?? 'sound'}.json`);
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const ran = spawnSync(
    process.execPath,
    [
      vitest,
      'run',
      '--project',
      'unit',
      '--project',
      'integration',
      '--reporter=json',
      `--outputFile=${outputFile}`,
      ...files,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, NODE_ENV: 'test', ...(mutant === undefined ? {} : { MC_MUTANT: mutant }) },
    },
  );
  const report = reportIn(outputFile);
  if (report === undefined) throw new Error(`vitest did not report on ${files.join(', ')}:\n${ran.stderr}`);
  const failed = report.testResults.flatMap(({ name, assertionResults, message }) => {
    const file = path.relative(root, name);
    const tests = assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${file}: ${fullName}`);
    return tests.length === 0 && message ? [`${file}: ${message.split('\n')[0]}`] : tests;
  });
  return { failed, passed: report.numPassedTests };
}

function reportIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

// For scripts that are a test with options: builds, and runs one file of tests with what it is to know in the environment.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './fresh.mjs';
import { root } from './install.mjs';

/**
 * @param {{ help: string, file: string, options: Record<string, { variable: string, default?: string, flag?: boolean }> }} given
 *   `options` by name: the variable that each becomes
 */
export async function runTest({ help, file, options }) {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        help: { type: 'boolean' },
        ...Object.fromEntries(
          Object.entries(options).map(([name, { flag }]) => [name, { type: flag ? 'boolean' : 'string' }]),
        ),
      },
    }));
  } catch (error) {
    console.error(`${error.message}\n\n${help}`);
    process.exit(2);
  }
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  const env = { ...process.env, NODE_ENV: 'test' };
  for (const [name, { variable, default: usual }] of Object.entries(options)) {
    const value = values[name] ?? usual;
    if (value !== undefined && value !== false) env[variable] = value === true ? '1' : value;
  }
  if (process.env.MC_TEST_DIST === undefined) await ensureBuilt();
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const run = spawnSync(process.execPath, [vitest, 'run', '--project', 'e2e', file], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  process.exit(run.status ?? 1);
}

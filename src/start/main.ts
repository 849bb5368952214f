import path from 'node:path';
import { StartupError } from '../embedded/startup-error.js';
import { parseEnvironment } from './environment.js';
import { launch } from './launch.js';
import { builtPrograms } from './programs.js';
import { screen } from './screen.js';
import { type Supervised } from './supervisor.js';

// This file is dist/src/start/main.js when it runs.
const root = path.resolve(import.meta.dirname, '../../..');
const running: Supervised[] = [];
const stop = new AbortController();
const show = screen(process.stdout, process.env);
/** npm passes a signal on that the terminal has sent already: two so close together are one. */
const oneSignalMs = 500;
let firstSignalAt: number | undefined;

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    const now = performance.now();
    if (firstSignalAt === undefined) {
      firstSignalAt = now;
      stop.abort();
    } else if (now - firstSignalAt > oneSignalMs) {
      for (const supervised of running) supervised.kill();
      process.exit(130);
    }
  });
}

try {
  await launch({
    root,
    environment: parseEnvironment(process.env),
    programs: builtPrograms(),
    screen: show,
    signal: stop.signal,
    running,
  });
  process.exit(0);
} catch (error) {
  const known = error instanceof StartupError;
  process.stderr.write(
    known
      ? `Mission Control did not start. ${error.message}\n`
      : `Mission Control failed: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}

import { StartupError } from '../embedded/startup-error.js';
import { type Environment } from './environment.js';
import { launch } from './launch.js';
import { type Programs } from './programs.js';
import { screen } from './screen.js';
import { onStopSignals } from './signals.js';
import { type Supervised } from './supervisor.js';

/**
 * Launches and ends the process: with 0 after it was asked to stop, with 1 and one clear line if something keeps it from
 * starting, with 130 if it was asked again while it was stopping (everything is then killed).
 */
export async function run(options: {
  root: string;
  environment: () => Environment;
  programs: Programs;
}): Promise<never> {
  const { root, environment, programs } = options;
  const running: Supervised[] = [];
  const stop = new AbortController();
  onStopSignals(
    () => stop.abort(),
    () => {
      for (const supervised of running) supervised.kill();
      process.exit(130);
    },
  );
  try {
    await launch({
      root,
      environment: environment(),
      programs,
      screen: screen(process.stdout, process.env),
      signal: stop.signal,
      running,
    });
    process.exit(0);
  } catch (error) {
    if (error instanceof StartupError) process.stderr.write(`Mission Control did not start. ${error.message}\n`);
    else process.stderr.write(`Mission Control failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}

import { StartupError } from "../embedded/startup-error.js";
import {} from "./environment.js";
import { launch } from "./launch.js";
import {} from "./programs.js";
import { screen } from "./screen.js";
import { onStopSignals } from "./signals.js";
import {} from "./supervisor.js";
async function run(options) {
  const { root, environment, programs } = options, running = [], stop = new AbortController();
  onStopSignals(
    () => stop.abort(),
    () => {
      for (const supervised of running) supervised.kill();
      process.exit(130);
    }
  );
  try {
    await launch({
      root,
      environment: environment(),
      programs,
      screen: screen(process.stdout, process.env),
      signal: stop.signal,
      running
    }), process.exit(0);
  } catch (error) {
    error instanceof StartupError ? process.stderr.write(`Mission Control did not start. ${error.message}
`) : process.stderr.write(`Mission Control failed: ${error instanceof Error ? error.stack : String(error)}
`), process.exit(1);
  }
}
export {
  run
};
//# sourceMappingURL=run.js.map

/** npm passes a signal on that the terminal has sent already: two so close together are one. In milliseconds. */
const oneSignalMs = 500;

const parentCheckMs = 500;

/**
 * Calls `first` at the first Ctrl-C (or SIGTERM, or a closed terminal), and `again` at each further one. A SIGTERM to npm
 * ends the shell between npm and this process, but is not passed on: losing that parent counts as the first signal.
 */
export function onStopSignals(first: () => void, again: () => void): void {
  let firstAt: number | undefined;
  const stop = () => {
    firstAt = performance.now();
    first();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (firstAt === undefined) {
        stop();
      } else if (performance.now() - firstAt > oneSignalMs) {
        again();
      }
    });
  }
  if (process.env['npm_lifecycle_event'] !== undefined) {
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      if (firstAt === undefined) stop();
    }, parentCheckMs).unref();
  }
}

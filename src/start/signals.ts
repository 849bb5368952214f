/** npm passes a signal on that the terminal has sent already: two so close together are one. In milliseconds. */
const oneSignalMs = 500;

/** Calls `first` at the first Ctrl-C (or SIGTERM, or a closed terminal), and `again` at each further one. */
export function onStopSignals(first: () => void, again: () => void): void {
  let firstAt: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        first();
      } else if (performance.now() - firstAt > oneSignalMs) {
        again();
      }
    });
  }
}

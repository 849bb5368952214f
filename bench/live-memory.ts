/** Loaded into a server that is measured: answers what is alive in it after a full collection, in MiB. */
process.on('message', (message) => {
  if (message !== 'live?') return;
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  process.send?.({
    live: (heapUsed + external) / 1_048_576,
    heap: heapUsed / 1_048_576,
    buffers: arrayBuffers / 1_048_576,
  });
});
process.channel?.unref();

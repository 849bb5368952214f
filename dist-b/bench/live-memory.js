process.on("message", (message) => {
  if (message !== "live?") return;
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  process.send?.({
    live: (heapUsed + external) / 1048576,
    heap: heapUsed / 1048576,
    buffers: arrayBuffers / 1048576
  });
});
process.channel?.unref();
//# sourceMappingURL=live-memory.js.map

/**
 * The demo model server on 127.0.0.1: `node dist/examples/model-server/main.js --port N` (0, the default: a free one).
 * Prints {"ready":true,"port":N}; ends on SIGTERM, SIGINT, or when the parent that started it with a channel is gone.
 */
import { parseArgs } from 'node:util';
import { modelServer } from './server.js';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port: "${values.port}" is not a port; use 0 to 65535 (0: a free one)`);
  process.exit(2);
}
const server = modelServer();
server.on('error', (error) => {
  console.error(`the model server cannot listen on 127.0.0.1:${port}: ${error.message}`);
  process.exit(1);
});
server.listen(port, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the model server has no port');
  process.stdout.write(`${JSON.stringify({ ready: true, port: address.port })}\n`);
});
function stop(): void {
  server.close(() => process.exit(0));
  server.closeAllConnections();
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
process.once('disconnect', stop);

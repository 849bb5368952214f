import { expect, it } from 'vitest';
import { GrpcConnection } from './grpc-connection.js';

it('connects with a window for more than a wide fan of events', async () => {
  const connection = new GrpcConnection('esdb://127.0.0.1:1?tls=false');
  const createChannel: unknown = Reflect.get(connection.client, 'createChannel');
  if (typeof createChannel !== 'function') throw new TypeError('the client makes its channels elsewhere');
  const channel: { close(): void; internalChannel: { options: Record<string, unknown> } } = await createChannel();
  expect(channel.internalChannel.options).toMatchObject({ 'grpc-node.flow_control_window': 4 * 1024 * 1024 });
  channel.close();
});

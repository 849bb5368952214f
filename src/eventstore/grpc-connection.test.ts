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

it.each(['', 'esdb://ada:secret@', 'esdb://ada:secret@host:port', 'http://host', 'esdb://host?tls=maybe'])(
  'refuses the address "%s" without saying what is in it',
  (url) => {
    expect(() => new GrpcConnection(url)).toThrow(
      /^The address of the event store cannot be read.* Write it like esdb:/,
    );
  },
);

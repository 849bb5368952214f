import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Metadata, status, type CallOptions, type ChannelOptions, type Client } from '@grpc/grpc-js';
import type { Duplex, Readable } from 'node:stream';
import { z } from 'zod';
import { DomainError } from '../domain/kernel/errors.js';

const method = <F>() => z.custom<F>((value) => typeof value === 'function', 'is not there');
type Creator = <T extends Readable | Duplex>(
  client: typeof StreamsClient,
  name: string,
  create: (client: StreamsClient) => T,
) => () => Promise<T>;

/** What we use of the client and it does not offer: checked when it is made, so that another version of it fails at once and not in the middle of an append. */
const Internals = z.object({
  getGRPCClient: method<(client: typeof StreamsClient, name: string) => Promise<StreamsClient>>(),
  GRPCStreamCreator: method<Creator>(),
  callArguments: method<(options: { requiresLeader?: boolean }, call: CallOptions) => [Metadata, CallOptions]>(),
  handleError: method<(client: Client, error: Error) => Promise<void>>(),
  createChannel: method<() => Promise<unknown>>(),
});

/** The options that a channel will connect with. */
const Options = z.custom<ChannelOptions>((value) => typeof value === 'object' && value !== null, 'are not there');
const Unconnected = z.object({ internalChannel: z.object({ options: Options }) });

/**
 * Bytes that the store may send before we have read them. With HTTP/2's 64 KiB the events of a wide fan come in rounds, each a turn of our event loop,
 * and the answer to the next append among them.
 */
const WINDOW_BYTES = 4 * 1024 * 1024;

const Features = z.object({ serverVersion: z.string() });

export type OpenCall<T> = (client: StreamsClient, metadata: Metadata, options: CallOptions) => T;

/** The client's own error quotes the address, which may hold a password. */
function clientOf(url: string): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(url);
  } catch (error) {
    const { location } = Position.safeParse(error).data ?? {};
    const where = location === undefined ? '' : ` (from its character ${location + 1} on)`;
    throw new DomainError(
      'STORE.ADDRESS',
      'invalid',
      `The address of the event store cannot be read${where}. Write it like esdb://user:password@host:2113?tls=true`,
    );
  }
}
const Position = z.object({ location: z.int() });

/** The client's channel: it finds the leader, keeps the connection alive and makes it anew after a failure; the calls on it are ours. */
export class GrpcConnection {
  readonly client: EventStoreDBClient;
  readonly #internals: z.infer<typeof Internals>;
  #disposed = false;

  /** Throws a DomainError (invalid) when the connection string is malformed. */
  constructor(url: string) {
    this.client = clientOf(url);
    this.#internals = Internals.parse(
      Object.fromEntries(Object.keys(Internals.shape).map((name) => [name, Reflect.get(this.client, name)])),
    );
    Reflect.set(this.client, 'createChannel', async () => {
      const channel = await this.#internals.createChannel();
      // Not a copy: the channel connects with these when it is first used.
      const { options } = Unconnected.parse(channel).internalChannel;
      options['grpc-node.flow_control_window'] = WINDOW_BYTES;
      return channel;
    });
  }

  /** Opens a call without a deadline. When it fails because the node is gone or is not the leader, the next call finds another connection. */
  async open<T extends Readable | Duplex>(name: string, requiresLeader: boolean, open: OpenCall<T>): Promise<T> {
    if (this.#disposed) throw new Error('the connection is closed');
    const create = this.#internals.GRPCStreamCreator(StreamsClient, name, (client) => {
      const call = open(client, ...this.#internals.callArguments({ requiresLeader }, { deadline: Infinity }));
      // Without a listener, the error of a call that nobody reads any more ends the process.
      call.on('error', () => undefined);
      return call;
    });
    return create();
  }

  /** Gives up a connection on which nothing answers. Calls on it go on; the next ones get a new one. */
  async abandon(reason: string): Promise<void> {
    const client = await this.#internals.getGRPCClient(StreamsClient, 'abandon');
    const error = Object.assign(new Error(reason), {
      code: status.UNAVAILABLE,
      details: reason,
      metadata: new Metadata(),
    });
    await this.#internals.handleError(client, error);
  }

  /** As the server says it; undefined when it does not. Waits for the server. */
  async serverVersion(): Promise<string | undefined> {
    const found = Features.safeParse(await Reflect.get(this.client, 'capabilities'));
    return found.success && found.data.serverVersion !== 'unknown' ? found.data.serverVersion : undefined;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.client.dispose();
    const client = await this.#internals.getGRPCClient(StreamsClient, 'dispose');
    client.close();
  }
}

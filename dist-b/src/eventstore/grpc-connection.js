import { EventStoreDBClient } from "@eventstore/db-client";
import { StreamsClient } from "@eventstore/db-client/generated/streams_grpc_pb.js";
import { Metadata, status } from "@grpc/grpc-js";
import { z } from "zod";
import { DomainError } from "../domain/kernel/errors.js";
const method = () => z.custom((value) => typeof value == "function", "is not there"), Internals = z.object({
  getGRPCClient: method(),
  GRPCStreamCreator: method(),
  callArguments: method(),
  handleError: method(),
  createChannel: method()
}), Options = z.custom((value) => typeof value == "object" && value !== null, "are not there"), Unconnected = z.object({ internalChannel: z.object({ options: Options }) }), WINDOW_BYTES = 4 * 1024 * 1024, Features = z.object({ serverVersion: z.string() });
function clientOf(url) {
  try {
    return EventStoreDBClient.connectionString(url);
  } catch (error) {
    const { location } = Position.safeParse(error).data ?? {}, where = location === void 0 ? "" : ` (from its character ${location + 1} on)`;
    throw new DomainError(
      "STORE.ADDRESS",
      "invalid",
      `The address of the event store cannot be read${where}. Write it like esdb://user:password@host:2113?tls=true`
    );
  }
}
const Position = z.object({ location: z.int() });
class GrpcConnection {
  client;
  #internals;
  #disposed = !1;
  /** Throws a DomainError (invalid) when the connection string is malformed. */
  constructor(url) {
    this.client = clientOf(url), this.#internals = Internals.parse(
      Object.fromEntries(Object.keys(Internals.shape).map((name) => [name, Reflect.get(this.client, name)]))
    ), Reflect.set(this.client, "createChannel", async () => {
      const channel = await this.#internals.createChannel(), { options } = Unconnected.parse(channel).internalChannel;
      return options["grpc-node.flow_control_window"] = WINDOW_BYTES, channel;
    });
  }
  /** Opens a call without a deadline. When it fails because the node is gone or is not the leader, the next call finds another connection. */
  async open(name, requiresLeader, open) {
    if (this.#disposed) throw new Error("the connection is closed");
    return this.#internals.GRPCStreamCreator(StreamsClient, name, (client) => {
      const call = open(client, ...this.#internals.callArguments({ requiresLeader }, { deadline: 1 / 0 }));
      return call.on("error", () => {
      }), call;
    })();
  }
  /** Gives up a connection on which nothing answers. Calls on it go on; the next ones get a new one. */
  async abandon(reason) {
    const client = await this.#internals.getGRPCClient(StreamsClient, "abandon"), error = Object.assign(new Error(reason), {
      code: status.UNAVAILABLE,
      details: reason,
      metadata: new Metadata()
    });
    await this.#internals.handleError(client, error);
  }
  /** As the server says it; undefined when it does not. Waits for the server. */
  async serverVersion() {
    const found = Features.safeParse(await Reflect.get(this.client, "capabilities"));
    return found.success && found.data.serverVersion !== "unknown" ? found.data.serverVersion : void 0;
  }
  async dispose() {
    this.#disposed = !0, await this.client.dispose(), (await this.#internals.getGRPCClient(StreamsClient, "dispose")).close();
  }
}
export {
  GrpcConnection
};
//# sourceMappingURL=grpc-connection.js.map

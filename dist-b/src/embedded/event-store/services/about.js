import {} from "../wire/grpc-server.js";
import { frame } from "../wire/framing.js";
import { messageField, numberField, textField } from "../wire/protobuf.js";
const SERVER_VERSION = "24.10.4", STREAMS = "event_store.client.streams.streams", supportedMethods = () => unary(() => {
  const methods = [
    ...["append", "batchappend", "read", "delete", "tombstone"].map((name) => [name, STREAMS]),
    ["read", "event_store.client.gossip.gossip"],
    ["getsupportedmethods", "event_store.client.server_features.serverfeatures"]
  ];
  return Buffer.concat([
    ...methods.map(([method, service]) => messageField(1, textField(1, method), textField(2, service))),
    textField(2, SERVER_VERSION)
  ]);
}), LEADER = 8, gossip = (endPoint, instanceId) => unary(() => {
  const { host, port } = endPoint();
  return messageField(
    1,
    messageField(1, textField(2, instanceId)),
    numberField(2, BigInt(Date.now()) * 10000n),
    numberField(3, LEADER),
    numberField(4, 1),
    messageField(5, textField(1, host), numberField(2, port))
  );
}), unary = (answer) => (call) => ({
  message() {
    call.send(frame(answer())), call.end();
  },
  halfClosed() {
  }
}), FIRST_STREAM = "$$$scavenges";
export {
  FIRST_STREAM,
  SERVER_VERSION,
  gossip,
  supportedMethods
};
//# sourceMappingURL=about.js.map

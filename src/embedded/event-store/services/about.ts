import { type Method } from '../wire/grpc-server.js';
import { frame } from '../wire/framing.js';
import { messageField, numberField, textField } from '../wire/protobuf.js';

/** The release whose behaviour the node follows: clients switch features on by it. What the node really is, its log says. */
export const SERVER_VERSION = '24.10.4';

const STREAMS = 'event_store.client.streams.streams';

/** ServerFeatures/GetSupportedMethods, of what the node really has. */
export const supportedMethods = (): Method =>
  unary(() => {
    const methods = [
      ...['append', 'batchappend', 'read', 'delete', 'tombstone'].map((name) => [name, STREAMS] as const),
      ['read', 'event_store.client.gossip.gossip'] as const,
      ['getsupportedmethods', 'event_store.client.server_features.serverfeatures'] as const,
    ];
    return Buffer.concat([
      ...methods.map(([method, service]) => messageField(1, textField(1, method), textField(2, service))),
      textField(2, SERVER_VERSION),
    ]);
  });

const LEADER = 8;

/** Gossip/Read: a cluster of one, which leads itself. */
export const gossip = (endPoint: () => { host: string; port: number }, instanceId: string): Method =>
  unary(() => {
    const { host, port } = endPoint();
    return messageField(
      1,
      messageField(1, textField(2, instanceId)),
      numberField(2, BigInt(Date.now()) * 10_000n),
      numberField(3, LEADER),
      numberField(4, 1),
      messageField(5, textField(1, host), numberField(2, port)),
    );
  });

const unary =
  (answer: () => Buffer): Method =>
  (call) => ({
    message() {
      void call.send(frame(answer()));
      call.end();
    },
    halfClosed() {
      // Answered by its only message.
    },
  });

/** The event with which a fresh store begins, as the real one does: $all is never empty. */
export const FIRST_STREAM = '$$$scavenges';

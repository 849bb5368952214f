import { type EventLog } from '../log/event-log.js';
import { readAppendOptions, type AppendOptions } from '../messages/append-request.js';
import { deleted } from '../messages/append-response.js';
import { FieldReader } from '../wire/protobuf.js';
import { type Method } from '../wire/grpc-server.js';
import { Code, RpcError, refusalError } from '../wire/rpc-error.js';
import { checkAddress } from './append.js';

/** Delete and Tombstone: the same request, the same answer. */
export const deleteStream =
  (log: EventLog, how: 'delete' | 'tombstone'): Method =>
  (call) => ({
    message(bytes) {
      const address = checkAddress(optionsOf(bytes));
      if ('kind' in address) return call.fail(refusalError(address));
      return log[how](address.stream, address.expected, (result) => {
        if ('kind' in result) return call.fail(refusalError(result));
        void call.send(deleted(result.position ?? log.lastPosition));
        return call.end();
      });
    },
    halfClosed() {
      // Answered by its only message.
    },
  });

function optionsOf(bytes: Buffer): AppendOptions {
  const reader = new FieldReader(bytes);
  while (reader.next()) if (reader.field === 1) return readAppendOptions(reader.message());
  throw new RpcError(Code.INVALID_ARGUMENT, 'The options are missing.');
}

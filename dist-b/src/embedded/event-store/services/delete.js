import {} from "../log/event-log.js";
import { readAppendOptions } from "../messages/append-request.js";
import { deleted } from "../messages/append-response.js";
import { FieldReader } from "../wire/protobuf.js";
import {} from "../wire/grpc-server.js";
import { Code, RpcError, refusalError } from "../wire/rpc-error.js";
import { checkAddress } from "./append.js";
const deleteStream = (log, how) => (call) => ({
  message(bytes) {
    const address = checkAddress(optionsOf(bytes));
    return "kind" in address ? call.fail(refusalError(address)) : log[how](address.stream, address.expected, (result) => "kind" in result ? call.fail(refusalError(result)) : (call.send(deleted(result.position ?? log.lastPosition)), call.end()));
  },
  halfClosed() {
  }
});
function optionsOf(bytes) {
  const reader = new FieldReader(bytes);
  for (; reader.next(); ) if (reader.field === 1) return readAppendOptions(reader.message());
  throw new RpcError(Code.INVALID_ARGUMENT, "The options are missing.");
}
export {
  deleteStream
};
//# sourceMappingURL=delete.js.map

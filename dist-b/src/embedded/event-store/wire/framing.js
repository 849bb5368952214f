import { Code, RpcError } from "./rpc-error.js";
const MAX_MESSAGE_BYTES = 17 << 20, FRAME_HEADER = 5;
function frame(message) {
  const framed = Buffer.allocUnsafe(FRAME_HEADER + message.length);
  return framed[0] = 0, framed.writeUInt32BE(message.length, 1), framed.set(message, FRAME_HEADER), framed;
}
const frameLength = (bytes, at) => FRAME_HEADER + bytes.readUInt32BE(at + 1);
function* framesOf(bytes) {
  for (let at = 0; at < bytes.length; ) {
    const next = at + frameLength(bytes, at);
    yield bytes.subarray(at, next), at = next;
  }
}
function countFrames(bytes) {
  let count = 0;
  for (let at = 0; at < bytes.length; at += frameLength(bytes, at)) count++;
  return count;
}
class MessageSplitter {
  constructor(onMessage) {
    this.onMessage = onMessage;
  }
  onMessage;
  parts = [];
  held = 0;
  wanted = FRAME_HEADER;
  push(chunk) {
    let bytes = chunk;
    if (this.held > 0) {
      if (this.parts.push(chunk), this.held += chunk.length, this.held < this.wanted) return;
      bytes = Buffer.concat(this.parts, this.held), this.parts = [], this.held = 0;
    }
    let at = 0;
    for (this.wanted = FRAME_HEADER; bytes.length - at >= FRAME_HEADER; ) {
      const length = bytes.readUInt32BE(at + 1);
      if (bytes[at] !== 0) throw new RpcError(Code.UNIMPLEMENTED, "compressed messages are not supported");
      if (length > MAX_MESSAGE_BYTES)
        throw new RpcError(Code.RESOURCE_EXHAUSTED, `message of ${length} bytes; the limit is ${MAX_MESSAGE_BYTES}`);
      if (bytes.length - at < FRAME_HEADER + length) {
        this.wanted = FRAME_HEADER + length;
        break;
      }
      this.onMessage(bytes.subarray(at + FRAME_HEADER, at + FRAME_HEADER + length)), at += FRAME_HEADER + length;
    }
    at < bytes.length && (this.parts = [at === 0 ? bytes : bytes.subarray(at)], this.held = bytes.length - at);
  }
}
export {
  FRAME_HEADER,
  MAX_MESSAGE_BYTES,
  MessageSplitter,
  countFrames,
  frame,
  frameLength,
  framesOf
};
//# sourceMappingURL=framing.js.map

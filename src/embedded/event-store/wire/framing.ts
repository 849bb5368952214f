import { Code, RpcError } from './rpc-error.js';

/** What a gRPC server of EventStoreDB accepts in one message. */
export const MAX_MESSAGE_BYTES = 17 << 20;
export const FRAME_HEADER = 5;

/** One gRPC message: a zero byte (not compressed), the length, the message. */
export function frame(message: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(FRAME_HEADER + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, FRAME_HEADER);
  return framed;
}

/** Length of the frame that begins at `at`, its header included. */
export const frameLength = (bytes: Buffer, at: number): number => FRAME_HEADER + bytes.readUInt32BE(at + 1);

/** The frames in `bytes` (whole frames only), each with its header. */
export function* framesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length;) {
    const next = at + frameLength(bytes, at);
    yield bytes.subarray(at, next);
    at = next;
  }
}

/** Number of frames in `bytes`. */
export function countFrames(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += frameLength(bytes, at)) count++;
  return count;
}

/** Cuts what arrives into messages. A message within one chunk is a view of it; only one that spans chunks is copied, once. */
export class MessageSplitter {
  private parts: Buffer[] = [];
  private held = 0;
  private wanted = FRAME_HEADER;

  constructor(private readonly onMessage: (message: Buffer) => void) {}

  push(chunk: Buffer): void {
    let bytes = chunk;
    if (this.held > 0) {
      this.parts.push(chunk);
      this.held += chunk.length;
      if (this.held < this.wanted) return;
      bytes = Buffer.concat(this.parts, this.held);
      this.parts = [];
      this.held = 0;
    }
    let at = 0;
    this.wanted = FRAME_HEADER;
    while (bytes.length - at >= FRAME_HEADER) {
      const length = bytes.readUInt32BE(at + 1);
      if (bytes[at] !== 0) throw new RpcError(Code.UNIMPLEMENTED, 'compressed messages are not supported');
      if (length > MAX_MESSAGE_BYTES) {
        throw new RpcError(Code.RESOURCE_EXHAUSTED, `message of ${length} bytes; the limit is ${MAX_MESSAGE_BYTES}`);
      }
      if (bytes.length - at < FRAME_HEADER + length) {
        this.wanted = FRAME_HEADER + length;
        break;
      }
      this.onMessage(bytes.subarray(at + FRAME_HEADER, at + FRAME_HEADER + length));
      at += FRAME_HEADER + length;
    }
    if (at < bytes.length) {
      this.parts = [at === 0 ? bytes : bytes.subarray(at)];
      this.held = bytes.length - at;
    }
  }
}

import { createHash } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { constants, createGzip } from "node:zlib";
import { messageOf } from "../../domain/kernel/errors.js";
class Delivery {
  /** What the receiver is sent. */
  stream;
  /** Settles when the connection is done with it, however. Never rejects. */
  over;
  #to;
  #stallMs;
  #hash = createHash("sha256");
  #bytes = 0;
  #reason;
  #failed = !1;
  #watch;
  constructor(chunks, to, { stallMs, gzip }) {
    this.#to = to, this.#stallMs = stallMs;
    const plain = Readable.from(this.#counted(chunks), { objectMode: !1, highWaterMark: 1 });
    this.stream = gzip ? compressed(plain) : plain, this.over = new Promise((resolve) => {
      const end = () => {
        clearTimeout(this.#watch), this.stream.destroy(), resolve(this.#delivered());
      };
      to.destroyed ? end() : to.once("close", end);
    }), this.#awaitReceiver();
  }
  /** Ends it where it is. */
  cut(reason) {
    this.#reason ??= reason, this.#to.destroy();
  }
  async *#counted(chunks) {
    try {
      clearTimeout(this.#watch);
      for await (const chunk of chunks) {
        const bytes = typeof chunk == "string" ? Buffer.from(chunk) : chunk;
        bytes.length !== 0 && (this.#hash.update(bytes), this.#bytes += bytes.length, this.#awaitReceiver(), yield bytes, clearTimeout(this.#watch));
      }
      this.#awaitReceiver();
    } catch (error) {
      throw this.#failed = !0, this.#reason ??= messageOf(error), error;
    }
  }
  #awaitReceiver() {
    this.#watch = setTimeout(() => this.cut(`nothing was taken for ${this.#stallMs} ms`), this.#stallMs), this.#watch.unref();
  }
  #delivered() {
    const outcome = this.#failed ? "failed" : this.#to.writableFinished ? "completed" : "cut", reason = outcome === "completed" ? void 0 : this.#reason ?? "the receiver went away";
    return { outcome, bytes: this.#bytes, sha256: this.#hash.digest("hex"), reason };
  }
}
function compressed(plain) {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  return pipeline(plain, gzip, () => {
  }), gzip;
}
export {
  Delivery
};
//# sourceMappingURL=delivery.js.map

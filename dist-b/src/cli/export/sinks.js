import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
const outputSink = (output) => ({
  file: void 0,
  write: (bytes) => (output.write(Buffer.from(bytes).toString()), Promise.resolve()),
  restart: () => Promise.resolve(!1),
  finish: () => Promise.resolve()
});
function fileSink(file, gzip) {
  const part = `${file}.part`;
  let current;
  const end = async ({ into, done }) => {
    into.end(), await done;
  };
  return {
    file,
    async write(bytes) {
      current ??= openPart(part, gzip);
      const { into, done } = current;
      into.write(bytes) || await Promise.race([once(into, "drain"), done]);
    },
    async restart() {
      return current && await end(current), current = void 0, !0;
    },
    async finish() {
      await end(current ?? openPart(part, gzip)), await rename(part, file);
    }
  };
}
function openPart(file, gzip) {
  const disk = createWriteStream(file), into = gzip ? createGzip() : disk;
  into !== disk && into.pipe(disk);
  const done = finished(disk);
  return done.catch(() => {
  }), { into, done };
}
export {
  fileSink,
  outputSink
};
//# sourceMappingURL=sinks.js.map

import { setTimeout as pause } from "node:timers/promises";
import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { hasLines, WholeLines } from "./whole-lines.js";
import { messageOf } from "../../domain/kernel/errors.js";
const TRIES = 8, WAIT_MS = 500;
async function receiveExport(api, query, format, sink, progress, signal, waitMs = WAIT_MS) {
  const lines = hasLines(format) ? new WholeLines(format) : void 0;
  let first, bytes = 0, breaks = 0;
  for (let failures = 0; ; ) {
    const before = lines?.position, asked = first === void 0 ? query : { cursor: cursorOf(first.exportId, before) };
    try {
      const response = await api.stream(endpoints.exportEvents, asked);
      first ??= {
        exportId: response.headers.get("x-export-id") ?? "",
        through: response.headers.get("x-export-through") ?? ""
      };
      for await (const piece of piecesOf(response)) {
        const whole = lines ? lines.add(piece) : piece;
        whole.length !== 0 && (await sink.write(whole), bytes += whole.length, progress.received(bytes, lines?.position, first.through));
      }
      if (lines && !lines.saysWhole) throw new TypeError("the answer ended too soon");
      return await sink.finish(), { ...first, events: lines?.events, bytes, breaks };
    } catch (error) {
      if (signal.throwIfAborted(), error instanceof Failure ? !mayPass(error) : !(error instanceof TypeError)) throw error;
      const position = lines?.position;
      if (failures = position === before ? failures + 1 : 1, failures >= TRIES) throw gaveUp(error, first?.exportId, position);
      if (first && breaks++, position === void 0 && bytes > 0) {
        if (!await sink.restart()) throw gaveUp(error, first?.exportId, position);
        bytes = 0, lines?.restart();
      }
      lines?.cut(), progress.broke(position, messageOf(error)), await pause(Math.min(waitMs * 2 ** (failures - 1), 3e4), void 0, { signal });
    }
  }
}
const cursorOf = (exportId, position) => position === void 0 ? exportId : `${exportId}.${position}`, mayPass = ({ exit }) => exit === "unavailable";
async function* piecesOf(response) {
  if (response.body)
    for await (const piece of response.body) piece instanceof Uint8Array && (yield piece);
}
const gaveUp = (error, exportId, position) => error instanceof Failure && exportId === void 0 ? error : new Failure("unavailable", "The export was cut, and could not be gone on with.", {
  code: "CONNECTION.BROKEN",
  ...exportId === void 0 ? {} : { hint: `Go on later by the API: cursor=${cursorOf(exportId, position)}` }
});
export {
  receiveExport
};
//# sourceMappingURL=receive.js.map

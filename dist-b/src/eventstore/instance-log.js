import { messageOf } from "../domain/kernel/errors.js";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { INSTANCES_STREAM } from "../domain/catalog.js";
import { unavailable } from "./event-store.js";
import { writerMetadata } from "./writer-metadata.js";
const KEPT = 1e3, TRIES = 20, BeatData = z.object({
  instanceId: z.string(),
  controlRevision: z.int().min(-1),
  left: z.boolean(),
  keys: z.string().optional()
});
class StreamInstanceLog {
  #raw;
  #contact;
  #writer;
  /** Revision of the last one that was read, and of the last one that is there, as far as is known. */
  #read = -1;
  #end = -1;
  constructor(raw, contact, writer) {
    this.#raw = raw, this.#contact = contact, this.#writer = writer;
  }
  async since() {
    const beats = [];
    try {
      for await (const event of this.#raw.readStream(INSTANCES_STREAM, { from: this.#read + 1 })) {
        this.#read = event.revision;
        const parsed = BeatData.safeParse(jsonOf(event.data));
        parsed.success && beats.push(parsed.data);
      }
      this.#contact.succeeded();
    } catch (error) {
      throw this.#contact.failed(error), unavailable(`The signs of life of other servers could not be read: ${messageOf(error)}`);
    }
    return this.#end = Math.max(this.#end, this.#read), beats;
  }
  async beat({ instanceId, controlRevision, left, keys }) {
    const data = JSON.stringify({ instanceId, controlRevision, left, keys }), event = { id: randomUUID(), type: "Beat", data, metadata: writerMetadata(this.#writer) };
    try {
      for (let tries = 1; tries <= TRIES; tries++) {
        if ((await this.#raw.append(INSTANCES_STREAM, this.#end, [event])).kind === "appended") {
          ++this.#end === 0 && await this.#keepTheLastOnes();
          return;
        }
        await this.#findTheEnd();
      }
    } catch (error) {
      throw unavailable(`A sign of life was not written: ${messageOf(error)}`);
    }
    throw unavailable("A sign of life was not written: others were always first");
  }
  async #findTheEnd() {
    this.#end = -1;
    for await (const last of this.#raw.readStream(INSTANCES_STREAM, { from: "end", backwards: !0, maxCount: 1 }))
      this.#end = last.revision;
    this.#read = Math.min(this.#read, this.#end);
  }
  /** Written with the first one; two that are first at once write the same. */
  #keepTheLastOnes() {
    const data = JSON.stringify({ $maxCount: KEPT });
    return this.#raw.append(`$$${INSTANCES_STREAM}`, -1, [{ id: randomUUID(), type: "$metadata", data, metadata: "" }]);
  }
}
function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return;
  }
}
export {
  StreamInstanceLog
};
//# sourceMappingURL=instance-log.js.map

import pg from "pg";
import { STREAMS } from "../../domain/catalog.js";
import { batchStatement } from "./statement.js";
const ADVANCE = { epoch: "0", position: "0", eventId: "" };
async function rehearse(group, feed, blobs, signal) {
  const model = group.model(new pg.Client(), "rehearsal", blobs);
  await feed.follow({
    name: "rehearsal",
    from: void 0,
    prefixes: [STREAMS.run],
    signal,
    async handle({ items }) {
      await model.prepare(items);
      const fold = model.begin();
      for (const item of items) item.kind === "event" && fold.event(item.event, item.position);
      batchStatement(group.tables, "rehearsal", fold.finish().changes, ADVANCE), model.trim();
    }
  });
}
export {
  rehearse
};
//# sourceMappingURL=rehearsal.js.map

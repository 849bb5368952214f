import { runStream } from "../domain/catalog.js";
import { canonicalize } from "../domain/kernel/json.js";
import {
  compareReadModels
} from "../projections/comparison.js";
const SILENT = { info: () => {
}, warn: () => {
}, error: () => {
} };
async function readModelViolations({ pruned, feed, ...options }) {
  return (await compareReadModels({ ...options, feed: {
    end: () => feed.end(),
    follow: (follow) => feed.follow({ ...follow, skip: (stream) => pruned.has(stream) })
  }, log: SILENT })).flatMap(violationsOf);
}
function violationsOf({ group, position, differences }) {
  const rebuilt = rowsOf(differences, "rebuilt"), found = [], tell = (row, says) => {
    found.push({
      rule: "read-models",
      ...placeOf(row),
      says: `${says} (${group} read models, table ${row.table}, at position ${position})`
    });
  };
  for (const live of rowsOf(differences, "live")) {
    const same = closest(live, rebuilt);
    same ? (rebuilt.splice(rebuilt.indexOf(same), 1), tell(
      live,
      differing(live, same).map((name) => wrongColumn(name, live, same)).join("; ")
    )) : tell(live, `expected no such row, as when it is built anew, found ${live.text}`);
  }
  for (const missing of rebuilt) tell(missing, `expected this row, as it is built anew, found none: ${missing.text}`);
  return found;
}
const wrongColumn = (name, live, rebuilt) => `expected ${name} ${rebuilt.columns.get(name) ?? "absent"}, as it is built anew, found ${live.columns.get(name) ?? "absent"}`, differing = (a, b) => [.../* @__PURE__ */ new Set([...a.columns.keys(), ...b.columns.keys()])].filter(
  (name) => a.columns.get(name) !== b.columns.get(name)
);
function closest(live, rebuilt) {
  let best, least = live.columns.size / 2;
  for (const row of rebuilt) {
    const count = row.table === live.table ? differing(live, row).length : 1 / 0;
    count < least && ([best, least] = [row, count]);
  }
  return best;
}
const rowsOf = (differences, of) => differences.flatMap(({ side, table, row }) => side === of ? [{ table, columns: columnsOf(row), text: row }] : []);
function columnsOf(row) {
  const value = JSON.parse(row);
  return new Map(Object.entries(value ?? {}).map(([name, column]) => [name, canonicalize(column)]));
}
function placeOf({ columns }) {
  const runId = columns.get("run_id");
  return {
    stream: runId === void 0 || runId === "null" ? "read models" : runStream(runId.replaceAll('"', "")),
    revision: Number(columns.get("revision") ?? -1)
  };
}
export {
  readModelViolations
};
//# sourceMappingURL=read-model-rules.js.map

import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { isFullId, pickOne } from "../references.js";
async function resolveBulk(api, typed) {
  if (isFullId(typed)) return typed.toLowerCase();
  const { value } = await api.call(endpoints.listBulks, { query: { limit: typed === "last" ? 1 : 500 } }), [newest] = value.items;
  if (typed === "last") {
    if (newest === void 0) throw new Failure("notFound", "There are no bulk actions yet.");
    return newest.bulkId;
  }
  const candidates = value.items.map((each) => ({
    id: each.bulkId,
    label: `${each.action} ${each.total}, ${each.status}, ${each.startedAt}`
  }));
  return pickOne("bulk action", typed, candidates, "List them: missionctl bulk list");
}
export {
  resolveBulk
};
//# sourceMappingURL=bulk-reference.js.map

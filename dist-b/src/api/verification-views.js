import { jsonDifferences } from "../domain/kernel/json-difference.js";
import { canonicalize } from "../domain/kernel/json.js";
const MOST_FIELDS = 50;
function verificationView({
  difference,
  notDecided,
  ...verified
}) {
  return { ...verified, notDecided: [...notDecided], difference: difference ? differenceView(difference) : null };
}
function differenceView(difference) {
  const { revision, eventId, command, refused } = difference, recorded = eventView(difference.recorded), decided = eventView(difference.decided), fields = recorded && decided ? jsonDifferences(recorded, decided, MOST_FIELDS) : [];
  return {
    revision,
    eventId: eventId ?? null,
    command,
    recorded,
    decided,
    refused: refused ?? null,
    fields: fields.map(({ path, before, after }) => ({
      path,
      ...before === void 0 ? {} : { recorded: before },
      ...after === void 0 ? {} : { decided: after }
    }))
  };
}
function eventView(event) {
  if (!event) return null;
  const data = JSON.parse(canonicalize(event.data));
  return { type: event.type, data };
}
export {
  verificationView
};
//# sourceMappingURL=verification-views.js.map

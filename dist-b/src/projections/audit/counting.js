import { KIND_COLUMNS } from "./rows.js";
const MINUTE = 16, HOUR = 13, workflowScope = (workflowId) => `workflow:${workflowId}`;
function count(row, minutes) {
  const minute = `${row.at.slice(0, MINUTE)}:00.000Z`;
  for (const scope of scopesOf(row)) add(minutes, scope, minute, row);
}
function addUp(minutes, hours) {
  for (const minute of minutes) {
    const at = `${minute.at.slice(0, HOUR)}:00:00.000Z`, hour = hours.of(`${minute.scope} ${at}`, () => nothing(minute.scope, at, minute.firstPosition));
    hour.events += minute.events, hour.nanoUsd = String(BigInt(hour.nanoUsd) + BigInt(minute.nanoUsd)), hour.firstPosition = least(hour.firstPosition, minute.firstPosition), hour.lastPosition = greatest(hour.lastPosition, minute.lastPosition);
    for (const [counted, last] of Object.values(KIND_COLUMNS)) {
      hour[counted] += minute[counted];
      const position = minute[last];
      position !== null && (hour[last] = greatest(hour[last] ?? position, position));
    }
  }
}
const least = (a, b) => BigInt(a) < BigInt(b) ? a : b, greatest = (a, b) => BigInt(a) > BigInt(b) ? a : b;
function scopesOf({ type, nanoUsd, workflowId }) {
  const scopes = ["all"];
  return type.startsWith("Approval") && scopes.push("approvals"), nanoUsd !== null && scopes.push("charges"), workflowId !== null && scopes.push(workflowScope(workflowId)), scopes;
}
function add(changes, scope, at, row) {
  const { position, markKind } = row, sums = changes.of(`${scope} ${at}`, () => nothing(scope, at, position));
  if (sums.events++, row.nanoUsd !== null && (sums.nanoUsd = String(BigInt(sums.nanoUsd) + BigInt(row.nanoUsd))), sums.firstPosition = least(sums.firstPosition, position), sums.lastPosition = greatest(sums.lastPosition, position), markKind === null) return;
  const [counted, last] = KIND_COLUMNS[markKind];
  sums[counted]++, sums[last] = greatest(sums[last] ?? position, position);
}
const nothing = (scope, at, position) => ({
  scope,
  at,
  events: 0,
  nanoUsd: "0",
  firstPosition: position,
  lastPosition: position,
  halts: 0,
  failures: 0,
  decisions: 0,
  asked: 0,
  money: 0,
  ends: 0,
  starts: 0,
  lastHalt: null,
  lastFailure: null,
  lastDecision: null,
  lastAsked: null,
  lastMoney: null,
  lastEnd: null,
  lastStart: null
});
export {
  addUp,
  count,
  workflowScope
};
//# sourceMappingURL=counting.js.map

import { DomainError } from "../kernel/errors.js";
const MAX_VIEWS = 50, MAX_HINTS = 200;
function saveView(operator, view) {
  const { viewId, page, name, query } = view, existing = operator.views.find((it) => it.viewId === viewId);
  if (existing?.page === page && existing.name === name && existing.query === query) return [];
  if (!existing && operator.views.length >= MAX_VIEWS)
    throw new DomainError("VIEW.TOO_MANY", "rejected", `You have ${MAX_VIEWS} saved views. Remove one first.`);
  if (operator.views.some((it) => it.viewId !== viewId && it.page === page && it.name === name))
    throw new DomainError("VIEW.NAME_TAKEN", "conflict", `There is a view "${name}" of this page already.`);
  return [{ type: "ViewSaved", data: { operatorId: operator.id, viewId, page, name, query } }];
}
function removeView(operator, { viewId }) {
  if (!operator.views.some((it) => it.viewId === viewId))
    throw new DomainError("VIEW.NOT_FOUND", "notFound", `You have no saved view "${viewId}".`);
  return [{ type: "ViewRemoved", data: { operatorId: operator.id, viewId } }];
}
function dismissHint(operator, { hint }) {
  if (operator.hints.includes(hint)) return [];
  if (operator.hints.length >= MAX_HINTS)
    throw new DomainError("HINT.TOO_MANY", "rejected", `You have dismissed ${MAX_HINTS} hints; that is the limit.`);
  return [{ type: "HintDismissed", data: { operatorId: operator.id, hint } }];
}
export {
  MAX_HINTS,
  MAX_VIEWS,
  dismissHint,
  removeView,
  saveView
};
//# sourceMappingURL=views.js.map

import { allows } from "../operator/roles.js";
import { keyOf } from "../operator/state.js";
function mayGoOn({ keyId }, operator) {
  return operator?.id === void 0 ? { yes: !0 } : keyId !== void 0 && keyOf(operator, keyId)?.revoked === !0 ? { yes: !1, reason: `Key ${keyId}, which ordered it, was revoked.` } : operator.disabled ? { yes: !1, reason: `"${operator.id}", who ordered it, was disabled.` } : allows(operator.roles, "operator") ? { yes: !0 } : { yes: !1, reason: `"${operator.id}", who ordered it, no longer has the role operator.` };
}
export {
  mayGoOn
};
//# sourceMappingURL=authority.js.map

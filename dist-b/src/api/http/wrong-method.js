import { NotFoundException } from "@nestjs/common";
import { DomainError } from "../../domain/kernel/errors.js";
import { endpointList } from "../contract/endpoints.js";
const ADDRESSES = /* @__PURE__ */ new Map();
for (const [, { path, method }] of endpointList) {
  const known = ADDRESSES.get(path);
  known ? known.methods.push(method) : ADDRESSES.set(path, {
    pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/:[A-Za-z]+/g, "[^/]+")}/?$`, "i"),
    methods: [method]
  });
}
function wrongMethod(error, { path, method }) {
  if (!(error instanceof NotFoundException)) return;
  const allowed = [...ADDRESSES.values()].flatMap(({ pattern, methods }) => pattern.test(path) ? methods : []);
  if (allowed.length === 0) return;
  const allow = [...new Set(allowed)].join(", ");
  return new DomainError("REQUEST.METHOD", "invalid", `${method} is not for this address: use ${allow}.`, { allow });
}
export {
  wrongMethod
};
//# sourceMappingURL=wrong-method.js.map

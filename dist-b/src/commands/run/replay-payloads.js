import { holdsEncrypted, keysIn } from "../../domain/kernel/encrypted.js";
import { DomainError } from "../../domain/kernel/errors.js";
const AT_ONCE = 16;
async function payloadsLeft(payloads, story) {
  const outputs = [...story.results.values()].flatMap(
    ({ step, output }) => output === void 0 ? [] : [{ stepKey: step.stepKey, output }]
  ), results = /* @__PURE__ */ new Map();
  for (let at = 0; at < outputs.length; at += AT_ONCE)
    await Promise.all(
      outputs.slice(at, at + AT_ONCE).map(async ({ stepKey, output }) => results.set(stepKey, await standingOf(payloads, output)))
    );
  return { input: await standingOf(payloads, story.input), results };
}
async function standingOf(payloads, payload) {
  try {
    const value = await payloads.value(payload);
    if (!holdsEncrypted(value)) return "whole";
    const wanted = keysIn(value);
    return (await payloads.personal.keys.these(wanted)).length < wanted.size ? "erased" : "whole";
  } catch (error) {
    if (error instanceof DomainError && error.code === "BLOB.MISSING") return "gone";
    throw error;
  }
}
export {
  payloadsLeft
};
//# sourceMappingURL=replay-payloads.js.map

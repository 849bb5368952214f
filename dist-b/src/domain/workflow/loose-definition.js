import { nanoFromUsd } from "../kernel/money.js";
import { JsonSchema, RiskTier, StepDefinition, Usd } from "./definition.js";
function readLoosely(document) {
  const root = record(document);
  return {
    input: schemaOf(root.input),
    approveWrites: record(root.policies).approveWrites === !0,
    budget: amountOf(root.budget),
    steps: list(root.steps).map((item, index) => {
      const step = record(item), required = record(step.approval).required;
      return {
        index,
        id: text(step.id),
        name: text(step.name),
        capability: text(step.agent) ?? text(record(step.agent).capability),
        dependsOn: list(step.dependsOn).flatMap(
          (id, place) => typeof id == "string" ? [{ index: place, id }] : []
        ),
        inputs: Object.entries(record(step.inputs)).flatMap(
          ([name, expression]) => typeof expression == "string" ? [{ name, text: expression }] : []
        ),
        output: schemaOf(step.output),
        tier: RiskTier.safeParse(step.tier).data ?? "read",
        model: StepDefinition.shape.model.safeParse(step.model).data,
        approvalRequired: typeof required == "boolean" ? required : void 0,
        estimate: amountOf(step.estimate),
        budget: amountOf(step.budget)
      };
    })
  };
}
function amountOf(value) {
  const amount = record(value), usd = Usd.safeParse(amount.usd), tokens = amount.tokens;
  return {
    nanoUsd: usd.success ? nanoFromUsd(usd.data) : void 0,
    tokens: typeof tokens == "number" && Number.isSafeInteger(tokens) ? tokens : void 0
  };
}
function schemaOf(value) {
  return JsonSchema.safeParse(value).data;
}
function record(value) {
  return typeof value == "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
function list(value) {
  return Array.isArray(value) ? value : [];
}
function text(value) {
  return typeof value == "string" ? value : void 0;
}
export {
  readLoosely
};
//# sourceMappingURL=loose-definition.js.map

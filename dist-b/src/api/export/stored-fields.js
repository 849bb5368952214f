import { operatorIdOf } from "../../domain/kernel/envelope.js";
const isObject = (value) => typeof value == "object" && value !== null && !Array.isArray(value);
function fieldOf(value, ...path) {
  let at = value;
  for (const name of path) at = isObject(at) && Object.hasOwn(at, name) ? at[name] : void 0;
  return at ?? null;
}
function textOf(value, ...path) {
  const found = fieldOf(value, ...path);
  return typeof found == "string" ? found : null;
}
function numberOf(value, ...path) {
  const found = fieldOf(value, ...path);
  return typeof found == "number" ? found : null;
}
function chargedBy(data) {
  const charges = fieldOf(data, "charges");
  if (!Array.isArray(charges) || charges.length === 0) return null;
  let total = 0n;
  for (const charge of charges) {
    const amount = textOf(charge, "nanoUsd");
    amount !== null && /^-?\d{1,30}$/.test(amount) && (total += BigInt(amount));
  }
  return total;
}
function operatorOf(metadata) {
  const kind = textOf(metadata, "actor", "kind"), id = textOf(metadata, "actor", "id"), onBehalfOf = textOf(metadata, "actor", "onBehalfOf");
  return kind !== "operator" ? onBehalfOf : id === null ? null : operatorIdOf({ kind, id, name: "" });
}
export {
  chargedBy,
  fieldOf,
  numberOf,
  operatorOf,
  textOf
};
//# sourceMappingURL=stored-fields.js.map

import { Payload } from "../../domain/kernel/payload.js";
const newRunAux = () => ({
  compiled: void 0,
  kept: void 0,
  payloads: /* @__PURE__ */ new Map(),
  handedOver: /* @__PURE__ */ new Map(),
  noSlot: /* @__PURE__ */ new Set()
});
function referredPayload({ type, data }) {
  switch (type) {
    case "RunStarted":
      return data.input;
    case "StepCompleted":
    case "StepSkipped":
    case "StepCarriedOver":
      return data.output;
    default:
      return;
  }
}
function outputOf(event) {
  const { data } = event;
  return typeof data == "object" && data !== null && "output" in data ? toPayload(data.output) : void 0;
}
function paramsOf(event) {
  const { data } = event;
  return typeof data == "object" && data !== null && "params" in data ? toPayload(data.params) : void 0;
}
function inputOf(event) {
  const { data } = event;
  return typeof data == "object" && data !== null && "input" in data ? toPayload(data.input) : void 0;
}
const toPayload = (value) => Payload.safeParse(value).data;
export {
  inputOf,
  newRunAux,
  outputOf,
  paramsOf,
  referredPayload
};
//# sourceMappingURL=run-aux.js.map

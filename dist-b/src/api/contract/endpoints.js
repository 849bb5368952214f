import { agentEndpoints } from "./agents.js";
import { approvalEndpoints } from "./approvals.js";
import { auditEndpoints } from "./audit.js";
import { bulkEndpoints } from "./bulk.js";
import { compareEndpoints } from "./compare.js";
import { costEndpoints } from "./costs.js";
import { deadLetterEndpoints } from "./dead-letters.js";
import { evidenceEndpoints } from "./evidence.js";
import { exportEndpoints } from "./exports.js";
import { haltEndpoints } from "./halts.js";
import { operatorEndpoints } from "./operators.js";
import { overviewEndpoints } from "./overview.js";
import { policyEndpoints } from "./policies.js";
import { projectionEndpoints } from "./projections.js";
import { recordEndpoints } from "./record.js";
import { replayEndpoints } from "./replay.js";
import { retentionEndpoints } from "./retention.js";
import { runChargeEndpoints } from "./run-charges.js";
import { runFailureEndpoints } from "./run-failure.js";
import { runPayloadEndpoints } from "./run-payloads.js";
import { runStateEndpoints } from "./run-state.js";
import { runStepEndpoints } from "./run-steps.js";
import { runEndpoints } from "./runs.js";
import { sessionEndpoints } from "./sessions.js";
import { systemEndpoints } from "./system.js";
import { verificationEndpoints } from "./verification.js";
import { viewEndpoints } from "./views.js";
import { workflowEndpoints } from "./workflows.js";
const endpoints = {
  ...workflowEndpoints,
  ...runEndpoints,
  ...replayEndpoints,
  ...compareEndpoints,
  ...runStepEndpoints,
  ...runStateEndpoints,
  ...runFailureEndpoints,
  ...runChargeEndpoints,
  ...runPayloadEndpoints,
  ...overviewEndpoints,
  ...approvalEndpoints,
  ...deadLetterEndpoints,
  ...bulkEndpoints,
  ...agentEndpoints,
  ...costEndpoints,
  ...policyEndpoints,
  ...haltEndpoints,
  ...operatorEndpoints,
  ...sessionEndpoints,
  ...viewEndpoints,
  ...projectionEndpoints,
  ...systemEndpoints,
  ...auditEndpoints,
  ...exportEndpoints,
  ...evidenceEndpoints,
  ...recordEndpoints,
  ...verificationEndpoints,
  ...retentionEndpoints
}, endpointList = Object.entries(endpoints), endpointNamed = (name) => endpoints[name];
function urlOf(name, params, query) {
  const path = endpoints[name].path.replace(
    /:([A-Za-z]+)/g,
    (_, key) => encodeURIComponent(String(params[key]))
  ), search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) value !== void 0 && search.set(key, String(value));
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}
export {
  endpointList,
  endpointNamed,
  endpoints,
  urlOf
};
//# sourceMappingURL=endpoints.js.map

import { z } from "zod";
import { endpoint } from "./endpoint.js";
import { answer, At, EXAMPLE, exampleAnswer, NoBody, Nothing, Position, Reason, RunParams } from "./primitives.js";
import { consistentFilter, runFilterShape } from "./run-filter.js";
const Checkpoint = z.object({
  size: z.int().describe("Leaves of the tree: heads of streams, one for each that had moved at each checkpoint."),
  rootHash: z.string().describe("Root of the tree (RFC 6962), in hex."),
  at: At,
  keyId: z.string().describe("The key that signed it."),
  through: Position.describe("Covers every event up to here."),
  revision: z.int().describe("Of its event in stream `checkpoints`."),
  note: z.string().describe("The checkpoint as it was signed: a signed note (c2sp.org/signed-note).")
}).meta({ id: "Checkpoint" }), SigningKey = z.object({
  keyId: z.string(),
  publicKey: z.string().describe("Ed25519, 32 bytes in base64."),
  from: z.int().describe("Signs trees of this size and larger."),
  at: At,
  previousKeyId: z.string().nullable(),
  lost: z.boolean().describe("The key before it was lost and has not signed it: the chain of trust has a break here."),
  inForce: z.boolean().describe("Signs the next checkpoint."),
  here: z.boolean().describe("This server has its private half.")
}).meta({ id: "SigningKey" }), EvidenceState = z.object({
  storeId: z.string().nullable().describe("Names this log in every checkpoint; null before the first."),
  everyMs: z.int().describe("Between two checkpoints, when something was recorded."),
  checkpoints: z.int(),
  last: Checkpoint.nullable(),
  keys: z.array(SigningKey).describe("In the order in which they were added."),
  problem: z.string().nullable().describe("Why this server could not sign the last time; null when it could."),
  witness: z.object({
    file: z.object({ path: z.string(), problem: z.string().nullable() }),
    webhook: z.object({
      url: z.string(),
      taken: z.int().nullable().describe("Size of the newest checkpoint that it has taken from this server."),
      problem: z.string().nullable()
    }).nullable()
  }).describe("Where this server tells checkpoints outside of the event store.")
}).meta({ id: "EvidenceState" }), exampleCheckpoint = {
  size: 1204,
  rootHash: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  at: EXAMPLE.at,
  keyId: "4b6b0a1b9a0f2c7d8e9f00112233aabb",
  through: EXAMPLE.position,
  revision: 57,
  note: `mission-control/${EXAMPLE.leaseId}
1204
XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=
\u2026`
}, exampleKey = {
  keyId: exampleCheckpoint.keyId,
  publicKey: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
  from: 0,
  at: EXAMPLE.at,
  previousKeyId: null,
  lost: !1,
  inForce: !0,
  here: !0
}, bundle = {
  tag: "Audit",
  role: "auditor",
  command: !1,
  status: 200,
  body: z.undefined(),
  response: z.string(),
  streams: ["application/x-tar"],
  example: { response: "manifest.json \u2026" }
}, compress = z.enum(["gzip"]).optional().describe("A .tar.gz in place of a .tar."), evidenceEndpoints = {
  getRunEvidence: endpoint({
    ...bundle,
    method: "GET",
    path: "/api/runs/:runId/evidence",
    params: RunParams,
    query: z.strictObject({ compress }),
    summary: "Evidence bundle of a run",
    description: "A tar with the events of the run, of its workflow, of `control` and of `checkpoints` as they are stored, their payloads, definition, approvals, costs, a report for people, and the proofs that nothing was changed or left out, signed. A checkpoint is made for it. Check it offline with mission-control-verify; docs/evidence-format.md has the format. That it was made, for whom, are events of `export-<id>` (header X-Export-Id)."
  }),
  getEvidence: endpoint({
    ...bundle,
    method: "GET",
    path: "/api/compliance/evidence",
    params: Nothing,
    query: z.strictObject({ ...runFilterShape, compress }).superRefine(consistentFilter),
    summary: "Evidence bundle of all runs that a filter finds",
    description: "As the bundle of a run, for at most 10,000 runs (422 EVIDENCE.TOO_MANY_RUNS): the filter is that of GET /api/runs."
  }),
  getEvidenceState: endpoint({
    method: "GET",
    path: "/api/compliance/checkpoints",
    tag: "Audit",
    role: "auditor",
    command: !1,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: z.undefined(),
    response: EvidenceState,
    summary: "Signed checkpoints and their keys",
    description: "The newest checkpoint of the log, the history of signing keys, and who outside is told of checkpoints.",
    example: {
      response: {
        storeId: EXAMPLE.leaseId,
        everyMs: 6e5,
        checkpoints: 56,
        last: exampleCheckpoint,
        keys: [exampleKey],
        problem: null,
        witness: { file: { path: ".mission-control/checkpoints.log", problem: null }, webhook: null }
      }
    }
  }),
  signCheckpoint: endpoint({
    method: "POST",
    path: "/api/compliance/checkpoints",
    tag: "Audit",
    role: "auditor",
    command: !0,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: NoBody,
    response: z.object({ ...answer, checkpoint: Checkpoint }),
    summary: "Sign a checkpoint now",
    description: "Covers everything that was recorded before. 503 EVIDENCE.KEY_MISSING when this server has no private key.",
    example: { response: { ...exampleAnswer, stream: "checkpoints", checkpoint: exampleCheckpoint } }
  }),
  rotateSigningKey: endpoint({
    method: "POST",
    path: "/api/compliance/signing-keys",
    tag: "Audit",
    role: "admin",
    command: !0,
    status: 201,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({
      reason: Reason,
      lost: z.boolean().default(!1).describe("The private half of the key in force is gone everywhere: the new key is signed by itself alone.")
    }),
    response: z.object({ ...answer, key: SigningKey }),
    summary: "Sign with a new key from now on",
    description: "The new key is made by the server, signed by the one in force and by itself, and signs from the next checkpoint on. A lost key leaves a break that every verifier names.",
    example: {
      body: { reason: "yearly rotation" },
      response: { ...exampleAnswer, stream: "checkpoints", key: exampleKey }
    }
  })
};
export {
  Checkpoint,
  EvidenceState,
  SigningKey,
  evidenceEndpoints
};
//# sourceMappingURL=evidence.js.map

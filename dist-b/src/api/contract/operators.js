import { z } from "zod";
import { Slug } from "../../domain/kernel/ids.js";
import { Role } from "../../domain/operator/events.js";
import { endpoint } from "./endpoint.js";
import { answer, Answered, At, EXAMPLE, listOf, Nothing, readQuery } from "./primitives.js";
const OperatorParams = z.strictObject({ operatorId: Slug }), Roles = z.array(Role).min(1, "give at least one role").max(5), Why = z.string().trim().min(1).max(2e3), Name = z.string().trim().min(1).max(120), Operator = z.object({
  operatorId: z.string(),
  name: z.string(),
  roles: z.array(Role),
  createdAt: At,
  disabledAt: At.nullable().describe("Since when it may do nothing; null: it is not disabled."),
  disabledBecause: z.string().nullable(),
  keys: z.array(
    z.object({
      keyId: z.string(),
      name: z.string(),
      roles: z.array(Role),
      issuedAt: At,
      issuedBy: z.string(),
      revokedAt: At.nullable(),
      revokedBecause: z.string().nullable()
    })
  )
}).meta({ id: "Operator" }), exampleOperator = { stream: "operator-ada", revision: 1, position: EXAMPLE.position }, operatorEndpoints = {
  getMe: endpoint({
    method: "GET",
    path: "/api/me",
    tag: "Operators",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: z.undefined(),
    response: z.object({
      operatorId: z.string(),
      name: z.string(),
      keyId: z.string().nullable().describe("The key of this request, or the one behind its session; null when there is none."),
      sessionId: z.string().nullable().describe("null: the request came with a key."),
      roles: z.array(Role)
    }),
    summary: "Who am I",
    description: "The operator behind the key or the session of this request, and what it may do. Works while the read models are down.",
    example: {
      response: {
        operatorId: "admin",
        name: "Administrator",
        keyId: "k3v9q2x7m1pd",
        sessionId: null,
        roles: ["admin"]
      }
    }
  }),
  listOperators: endpoint({
    method: "GET",
    path: "/api/operators",
    tag: "Operators",
    role: "admin",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({}),
    body: z.undefined(),
    response: listOf(Operator),
    summary: "List operators",
    description: "With their keys (never the secrets).",
    example: {
      response: {
        items: [
          {
            operatorId: "admin",
            name: "Administrator",
            roles: ["admin"],
            createdAt: EXAMPLE.at,
            disabledAt: null,
            disabledBecause: null,
            keys: [
              {
                keyId: "k3v9q2x7m1pd",
                name: "first key",
                roles: ["admin"],
                issuedAt: EXAMPLE.at,
                issuedBy: "system",
                revokedAt: null,
                revokedBecause: null
              }
            ]
          }
        ]
      }
    }
  }),
  createOperator: endpoint({
    method: "POST",
    path: "/api/operators",
    tag: "Operators",
    role: "admin",
    command: !0,
    status: 201,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({ operatorId: Slug, name: Name, roles: Roles }).meta({ id: "CreateOperator" }),
    response: z.object({ ...answer, operatorId: z.string() }),
    summary: "Create an operator",
    description: "A person or a program that gives commands. It can do nothing until it has a key.",
    example: {
      body: { operatorId: "ada", name: "Ada", roles: ["operator", "approver"] },
      response: { ...exampleOperator, revision: 0, operatorId: "ada" }
    }
  }),
  changeOperatorRoles: endpoint({
    method: "POST",
    path: "/api/operators/:operatorId/roles",
    tag: "Operators",
    role: "admin",
    command: !0,
    status: 200,
    params: OperatorParams,
    query: Nothing,
    body: z.strictObject({ roles: Roles, reason: z.string().trim().min(1).max(2e3) }).meta({ id: "ChangeRoles" }),
    response: Answered,
    summary: "Change an operator's roles",
    description: "A key never allows more than its operator does: taking a role away takes it from the keys and sessions too. Nobody takes the role admin from himself (409 ROLES.OWN_ADMIN), so that one admin remains.",
    example: { body: { roles: ["viewer"], reason: "left the team" }, response: exampleOperator }
  }),
  renameOperator: endpoint({
    method: "POST",
    path: "/api/operators/:operatorId/name",
    tag: "Operators",
    role: "admin",
    command: !0,
    status: 200,
    params: OperatorParams,
    query: Nothing,
    body: z.strictObject({ name: Name }).meta({ id: "RenameOperator" }),
    response: Answered,
    summary: "Rename an operator",
    description: "Its id stays, and what was recorded keeps the name of its day.",
    example: { body: { name: "Ada King" }, response: exampleOperator }
  }),
  disableOperator: endpoint({
    method: "POST",
    path: "/api/operators/:operatorId/disable",
    tag: "Operators",
    role: "admin",
    command: !0,
    status: 200,
    params: OperatorParams,
    query: Nothing,
    body: z.strictObject({ reason: Why }).meta({ id: "DisableOperator" }),
    response: Answered,
    summary: "Disable an operator",
    description: "From the answer on its keys open nothing, its sessions and sign-in links have ended, and its bulk jobs stop; enabled again, its keys open what they did. Nobody disables himself (409 OPERATOR.SELF), so that one admin remains.",
    example: { body: { reason: "left the company" }, response: exampleOperator }
  }),
  enableOperator: endpoint({
    method: "POST",
    path: "/api/operators/:operatorId/enable",
    tag: "Operators",
    role: "admin",
    command: !0,
    status: 200,
    params: OperatorParams,
    query: Nothing,
    body: z.strictObject({ reason: Why }).meta({ id: "EnableOperator" }),
    response: Answered,
    summary: "Enable an operator",
    description: "Its keys open again what they did before it was disabled. Its sessions stay ended.",
    example: { body: { reason: "is back" }, response: exampleOperator }
  }),
  issueOperatorKey: endpoint({
    method: "POST",
    path: "/api/operators/:operatorId/keys",
    tag: "Operators",
    role: "admin",
    command: !0,
    status: 201,
    params: OperatorParams,
    query: Nothing,
    body: z.strictObject({ name: Name, roles: Roles.optional().describe("Some of the operator's roles. Default: all.") }).meta({ id: "IssueKey" }),
    response: z.object({
      ...answer,
      operatorId: z.string(),
      keyId: z.string(),
      key: z.string().describe("Shown once; only its hash is stored."),
      roles: z.array(Role)
    }),
    summary: "Issue a key",
    description: "The key is in the answer and nowhere else: the same Idempotency-Key again is answered with 409 TOKEN.ISSUED_ALREADY.",
    example: {
      body: { name: "laptop" },
      response: {
        ...exampleOperator,
        operatorId: "ada",
        keyId: "m1pdk3v9q2x7",
        key: "mc_key_ada.m1pdk3v9q2x7_\u2026",
        roles: ["operator", "approver"]
      }
    }
  }),
  revokeOperatorKey: endpoint({
    method: "DELETE",
    path: "/api/operators/:operatorId/keys/:keyId",
    tag: "Operators",
    role: "admin",
    command: !0,
    status: 200,
    params: OperatorParams.extend({ keyId: z.string().regex(/^[a-z0-9]{8,32}$/, "must be the id of a key") }),
    query: z.strictObject({ reason: z.string().trim().min(1).max(2e3).default("revoked by an operator") }),
    body: z.undefined(),
    response: Answered,
    summary: "Revoke a key",
    description: "From the answer on it opens nothing.",
    example: { response: exampleOperator }
  })
};
export {
  Operator,
  operatorEndpoints
};
//# sourceMappingURL=operators.js.map

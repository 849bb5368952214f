import { hashOf, NAMESPACE, uuidV5 } from "../commands/hashing.js";
import { runStream } from "../domain/catalog.js";
import { agentEvents } from "../domain/agent/events.js";
import { DomainError } from "../domain/kernel/errors.js";
import { LeaseId, RunId } from "../domain/kernel/ids.js";
import { Payload } from "../domain/kernel/payload.js";
import { redact } from "../domain/kernel/redaction.js";
import { AgentConnection } from "./agent-connection.js";
import { actorOf, ConnectionRecord } from "./connection-record.js";
import { errorFrame, parseFrame, refuseOthers, replyTo } from "./frames.js";
import { LeaseKeeper } from "./lease-keeper.js";
import * as protocol from "./protocol.js";
import { failpoint } from "../faults/failpoint.js";
const FROM_AGENTS = [
  "register",
  "stepResult",
  "stepProgress",
  "usage",
  "sideEffect",
  "heartbeat"
];
class AgentGateway {
  constructor(deps, live) {
    this.deps = deps;
    this.live = live;
    this.#commands = deps.commands, this.#pool = deps.pool, this.keeper = new LeaseKeeper(deps), this.#record = new ConnectionRecord({
      gatewayId: deps.gatewayId,
      now: () => deps.clock.now(),
      log: deps.log,
      present: () => this.keeper.connections(),
      instances: deps.instances,
      recorded: deps.recordedConnections,
      execute: (stream, request, context) => deps.commands.agents.execute(stream, request, context)
    });
  }
  deps;
  live;
  keeper;
  #commands;
  #pool;
  #record;
  #namespace;
  attach(io) {
    const namespace = io.of(protocol.AGENTS_NAMESPACE);
    this.#namespace = namespace, namespace.use((socket, next) => {
      this.#authenticate(socket).then(
        () => next(),
        (error) => next(Object.assign(new Error(errorFrame(error).message), { data: errorFrame(error) }))
      );
    }), namespace.on("connection", (socket) => this.#connected(socket)), this.keeper.start(), this.#record.start();
  }
  /** A token that is revoked opens nothing from then on, and what it has opened is closed, whether it has registered or not. */
  onEvent(event) {
    if (event.type !== "AgentTokenRevoked") return;
    const { tokenId } = agentEvents.AgentTokenRevoked.parse(event.data);
    for (const socket of this.#namespace?.sockets.values() ?? [])
      socket.data.agent.tokenId === tokenId && socket.disconnect(!0);
  }
  stop() {
    this.keeper.stop(), this.#record.stop();
  }
  async #authenticate(socket) {
    const { token } = socket.handshake.auth, principal = await this.deps.access.verify(typeof token == "string" ? token : "");
    if (principal.kind !== "agent")
      throw new DomainError(
        "ACCESS.NOT_AN_AGENT",
        "forbidden",
        "This is the key of an operator. Make a token for the agent: missionctl agent token AGENT."
      );
    socket.data.agent = { id: principal.agentId, tokenId: principal.tokenId };
  }
  #connected(socket) {
    const who = socket.data.agent;
    let connection;
    const on = (schema, frame, answer, handle) => {
      const reply = replyTo(socket, answer), parsed = parseFrame(schema, frame);
      if (!parsed.ok) return reply(parsed);
      if (!connection) return reply({ ok: !1, code: "AGENT.NOT_REGISTERED", message: "Send `register` first." });
      connection.lastSeen = this.deps.clock.now(), (async (from) => handle(parsed.message, from))(connection).then(reply, (error) => {
        error instanceof DomainError || this.deps.log.error({ agentId: who.id, reason: String(error) }, "a message of an agent failed"), reply(errorFrame(error));
      });
    };
    refuseOthers(socket, FROM_AGENTS), socket.on("register", (frame, answer) => {
      const reply = replyTo(socket, answer), parsed = parseFrame(protocol.Register, frame);
      if (!parsed.ok) return reply(parsed);
      connection && this.#disconnected(connection, "registered again");
      const fresh = new AgentConnection(who.id, who.tokenId, parsed.message, socket, () => this.deps.clock.now());
      connection = fresh, this.#register(fresh, () => connection === fresh).then(reply, (error) => reply(errorFrame(error)));
    }), socket.on(
      "stepResult",
      (frame, answer) => on(protocol.StepResults, frame, answer, async ({ results }, from) => ({
        answers: await Promise.all(results.map((result) => this.#result(result, from)))
      }))
    ), socket.on(
      "stepProgress",
      (frame, answer) => on(protocol.StepProgress, frame, answer, (message, from) => this.#progress(message, from))
    ), socket.on(
      "usage",
      (frame, answer) => on(
        protocol.Usage,
        frame,
        answer,
        (message, from) => this.#report(
          from,
          message,
          { name: "ReportUsage", payload: { leaseId: leaseId(message), usage: message.calls } },
          hashOf(message.calls)
        )
      )
    ), socket.on(
      "sideEffect",
      (frame, answer) => on(protocol.SideEffect, frame, answer, (message, from) => {
        const { effectId, kind, target } = message, payload = { leaseId: leaseId(message), effectId, kind, target, receipt: jsonOf(message.receipt) };
        return this.#report(from, message, { name: "RecordSideEffect", payload }, effectId);
      })
    ), socket.on(
      "heartbeat",
      (frame, answer) => on(protocol.Heartbeat, frame, answer, async ({ leases }, from) => ({ ok: !0, abandon: this.keeper.heartbeat(from, leases) }))
    ), socket.on("disconnect", (because) => {
      connection && this.#disconnected(connection, because);
    });
  }
  async #register(connection, isCurrent) {
    if (await this.deps.ready, !connection.socket.connected || !isCurrent())
      throw new DomainError("AGENT.GONE", "conflict", "The connection is not the one that registered.");
    const taken = this.#pool.process(connection.bootId);
    if (taken && taken.agentId !== connection.agentId)
      throw new DomainError(
        "AGENT.BOOT_ID_TAKEN",
        "conflict",
        "Another agent uses this agentBootId. Make a new random one at each start."
      );
    const kept = await this.keeper.register(connection), { agentId } = connection, { gatewayId } = this.deps;
    return this.#record.connected(connection), { ok: !0, agentId, gatewayId, ...kept, heartbeatMs: this.deps.heartbeatMs };
  }
  #disconnected(connection, because) {
    this.#pool.process(connection.bootId) === connection && (this.#pool.leave(connection.bootId), this.keeper.left(connection), this.#record.disconnected(connection, because));
  }
  async #result(result, from) {
    const { resultId } = result, answer = { leaseId: result.leaseId, resultId };
    from.leases.has(result.leaseId) && this.#pool.release(result.leaseId), from.settled(result.leaseId);
    try {
      const { events } = await this.#commands.runs.execute(
        runStream(runId(result)),
        requestOf(result),
        contextOf(from, result.leaseId, "result", resultId)
      );
      return events.some((event) => event.type === "LateResultRecorded") ? {
        ...answer,
        status: 409,
        code: "LEASE.NOT_HELD",
        message: "The lease was no longer held: the result was recorded as late and has no effect."
      } : { ...answer, status: 200 };
    } catch (error) {
      return { ...answer, ...this.#refusal(error, from, result) };
    }
  }
  #refusal(error, from, result) {
    const context = { agentId: from.agentId, runId: result.runId, leaseId: result.leaseId };
    if (!(error instanceof DomainError))
      return this.deps.log.error({ ...context, reason: String(error) }, "a result could not be taken"), { status: 503, code: "INTERNAL", message: "Something went wrong here; send it again." };
    const { code, message } = error;
    switch (error.kind) {
      case "notFound":
        return this.deps.log.warn({ ...context, code }, "a result for an unknown lease"), { status: 404, code, message };
      case "invalid":
      case "forbidden":
      case "unauthenticated":
      case "paymentRequired":
        return { status: 422, code, message };
      case "conflict":
      case "rejected":
        return { status: 409, code, message };
      case "limited":
      case "unavailable":
        return { status: 503, code, message };
    }
  }
  async #progress(message, from) {
    const { percent, message: text, data } = message, lease = this.deps.openRuns.lease(message.leaseId);
    if (lease?.agentId === from.agentId) {
      const { stepKey } = lease;
      this.live.progress({
        runId: lease.runId,
        stepKey,
        ...percent === void 0 ? {} : { percent },
        ...text === void 0 ? {} : { message: redact(text).value }
      });
    }
    const payload = {
      leaseId: leaseId(message),
      percent,
      message: text,
      data: data === void 0 ? void 0 : jsonOf(data)
    };
    return this.#report(from, message, { name: "ReportProgress", payload }, `${this.deps.clock.now()}`);
  }
  async #report(from, message, request, id) {
    return await this.#commands.runs.execute(
      runStream(runId(message)),
      request,
      contextOf(from, message.leaseId, request.name, id)
    ), { ok: !0 };
  }
}
function requestOf(result) {
  const { resultId, usage, error } = result, lease = leaseId(result);
  if (error) {
    const { details, ...cause } = error;
    return {
      name: "FailStep",
      payload: {
        leaseId: lease,
        resultId,
        error: { ...cause, details: details === void 0 ? void 0 : jsonOf(details) },
        usage
      }
    };
  }
  return {
    name: "CompleteStep",
    payload: { leaseId: lease, resultId, output: jsonOf(result.output), summary: result.summary, usage }
  };
}
function contextOf(from, lease, kind, id) {
  return { commandId: uuidV5(NAMESPACE, lease, kind, id), causationId: lease, actor: actorOf(from) };
}
function leaseId({ leaseId: id }) {
  const parsed = LeaseId.safeParse(id);
  if (!parsed.success) throw new DomainError("LEASE.UNKNOWN", "notFound", `There is no lease "${id}".`);
  return parsed.data;
}
function runId({ runId: id }) {
  const parsed = RunId.safeParse(id);
  if (!parsed.success) throw new DomainError("LEASE.UNKNOWN", "notFound", `There is no run "${id}".`);
  return parsed.data;
}
function jsonOf(value) {
  return Payload.parse(value);
}
export {
  AgentGateway
};
//# sourceMappingURL=agent-gateway.js.map

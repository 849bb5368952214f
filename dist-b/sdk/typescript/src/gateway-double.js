import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Server } from "socket.io";
class GatewayDouble {
  registrations = [];
  /** Every frame of results, in order of arrival. */
  frames = [];
  heartbeats = [];
  usages = [];
  progresses = [];
  sideEffects = [];
  /** Lease ids that were acknowledged, per dispatch. */
  accepted = [];
  heartbeatMs = 6e4;
  token = "mc_agent_test";
  abandonOnRegister = [];
  abandonOnHeartbeat = [];
  /** How a result is answered; undefined: not at all. */
  answer = () => ({ status: 200 });
  sideEffectIsAnswered = () => !0;
  onRegistered = () => {
  };
  http = createServer();
  io = new Server(this.http, { transports: ["websocket"] });
  socket;
  watchers = [];
  async listen(port = 0) {
    const agents = this.io.of("/agents");
    agents.use(
      (socket, next) => next(socket.handshake.auth.token === this.token ? void 0 : new Error("no such token"))
    ), agents.on("connection", (socket) => this.serve(socket)), await new Promise((resolve) => this.http.listen(port, "127.0.0.1", resolve));
    const address = this.http.address();
    if (address === null || typeof address == "string") throw new Error("no port");
    return address.port;
  }
  async close() {
    await this.io.close();
  }
  serve(socket) {
    socket.on("register", (message, answer) => {
      this.registrations.push(message), this.socket = socket;
      const abandon = this.abandonOnRegister, keep = message.held.filter((lease) => !abandon.includes(lease));
      answer({ ok: !0, agentId: "a", gatewayId: "g", keep, abandon, heartbeatMs: this.heartbeatMs }), this.onRegistered(message), this.changed();
    }), socket.on("stepResult", (message, answer) => {
      this.frames.push(message.results);
      const answers = message.results.flatMap((result) => {
        const one = this.answer(result);
        return one ? [{ leaseId: result.leaseId, resultId: result.resultId, ...one }] : [];
      });
      answers.length > 0 && answer({ answers }), this.changed();
    }), socket.on("heartbeat", (message, answer) => {
      this.heartbeats.push(message), answer({ ok: !0, abandon: this.abandonOnHeartbeat }), this.changed();
    }), socket.on("usage", (message, answer) => {
      this.usages.push(message), answer({ ok: !0 }), this.changed();
    }), socket.on("stepProgress", (message, answer) => {
      this.progresses.push(message), answer({ ok: !0 }), this.changed();
    }), socket.on("sideEffect", (message, answer) => {
      this.sideEffects.push(message), this.sideEffectIsAnswered() && answer({ ok: !0 }), this.changed();
    });
  }
  dispatch(...tasks) {
    this.connected().emit("dispatchStep", { tasks }, (answer) => {
      this.accepted.push(answer.accepted), this.changed();
    });
  }
  cancel(leaseId, reason) {
    this.connected().emit("cancelStep", { leases: [{ leaseId, reason }] });
  }
  /** Ends the agent's connection as a network does: without a word. */
  cut() {
    this.connected().conn.close();
  }
  get hasAgent() {
    return this.socket?.connected ?? !1;
  }
  connected() {
    if (!this.socket?.connected) throw new Error("no agent is connected");
    return this.socket;
  }
  /** Resolves as soon as the condition holds; looked at after each message. */
  async until(condition) {
    for (; !condition(); ) await new Promise((resolve) => this.watchers.push(resolve));
  }
  changed() {
    const watchers = this.watchers;
    this.watchers = [];
    for (const watcher of watchers) watcher();
  }
}
function task(over = {}) {
  const { inputs = {}, approval, ...rest } = over;
  return {
    runId: randomUUID(),
    workflow: { id: "w", name: "W", version: 1 },
    step: { stepKey: "s", stepId: "s", name: "S" },
    attempt: 1,
    leaseId: randomUUID(),
    capability: "work",
    tier: "read",
    handoff: {
      taskId: randomUUID(),
      inputs,
      constraints: { outputSchema: !0 },
      parentSummary: "",
      ...approval && { approval }
    },
    deadlineAt: new Date(Date.now() + 6e4).toISOString(),
    heartbeatMs: 3e4,
    ...rest
  };
}
export {
  GatewayDouble,
  task
};
//# sourceMappingURL=gateway-double.js.map

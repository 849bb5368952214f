import { io } from "socket.io-client";
const ANSWER_TIMEOUT_MS = 5e3, FIRST_DELAY_MS = 100, LAST_DELAY_MS = 2e3;
class Link {
  constructor(url, token, events, log) {
    this.events = events;
    this.log = log;
    this.socket = io(`${url.replace(/\/+$/, "")}/agents`, {
      transports: ["websocket"],
      auth: { token },
      reconnectionDelay: FIRST_DELAY_MS,
      reconnectionDelayMax: LAST_DELAY_MS,
      // Two agents of one process must not share a connection: each has a boot id of its own.
      forceNew: !0,
      autoConnect: !1
    }), this.socket.on("connect", () => {
      this.register();
    }), this.socket.on("disconnect", (reason) => {
      this.registered = !1, events.offline(reason), reason === "io server disconnect" && this.connectLater();
    }), this.socket.on("connect_error", (error) => this.connectFailed(error)), this.socket.on("dispatchStep", (message, answer) => answer(events.dispatched(message))), this.socket.on("cancelStep", (message) => events.cancelled(message)), this.socket.on("protocolError", (error) => log.error({ ...error }, "the gateway could not read a message"));
  }
  events;
  log;
  socket;
  registered = !1;
  retry;
  failures = 0;
  get online() {
    return this.registered && this.socket.connected;
  }
  connect() {
    this.socket.connect();
  }
  close() {
    clearTimeout(this.retry), this.registered = !1, this.socket.disconnect();
  }
  /** Ends a connection that seems dead; socket.io connects again. */
  reset() {
    this.socket.io.engine.close();
  }
  results(results) {
    return this.ask((socket) => socket.emitWithAck("stepResult", { results }));
  }
  progress(message) {
    return this.ask((socket) => socket.emitWithAck("stepProgress", message));
  }
  usage(message) {
    return this.ask((socket) => socket.emitWithAck("usage", message));
  }
  sideEffect(message) {
    return this.ask((socket) => socket.emitWithAck("sideEffect", message));
  }
  heartbeat(leases) {
    return this.ask((socket) => socket.emitWithAck("heartbeat", { leases }));
  }
  async ask(question) {
    if (this.online)
      try {
        return await question(this.timed());
      } catch {
        return;
      }
  }
  timed() {
    return this.socket.timeout(ANSWER_TIMEOUT_MS);
  }
  async register() {
    const connection = this.socket.id;
    let answer;
    try {
      answer = await this.timed().emitWithAck("register", this.events.registration());
    } catch {
      this.socket.connected && this.socket.id === connection && this.reset();
      return;
    }
    if (!(!this.socket.connected || this.socket.id !== connection))
      if (answer.ok)
        this.failures = 0, this.registered = !0, this.events.registered(answer);
      else if (answer.problems || !isTransient(answer.code)) {
        const problems = (answer.problems ?? []).map((problem) => `${problem.path}: ${problem.message}`);
        this.refuse(`${[answer.message, ...problems].join("; ")} (${answer.code})`);
      } else
        this.log.warn({ code: answer.code }, `the gateway cannot take this agent now: ${answer.message}`), this.socket.disconnect(), this.connectLater();
  }
  connectFailed(error) {
    if (this.socket.active) {
      this.failures++ === 0 && this.log.warn({ reason: error.message }, "the gateway cannot be reached, trying on");
      return;
    }
    const data = Reflect.get(error, "data"), code = typeof data == "object" && data !== null ? Reflect.get(data, "code") : void 0;
    typeof code == "string" && isTransient(code) ? (this.log.warn({ code }, `the gateway cannot take this agent now: ${error.message}`), this.connectLater()) : this.refuse(error.message);
  }
  refuse(why) {
    this.close(), this.events.refused(new Error(`the gateway refused this agent: ${why}`));
  }
  connectLater() {
    clearTimeout(this.retry);
    const delay = Math.min(LAST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(this.failures++, 8));
    this.retry = setTimeout(() => this.socket.connect(), delay * (0.5 + Math.random() / 2));
  }
}
function isTransient(code) {
  return /^(STORE|GATEWAY|STREAM)\.|UNAVAILABLE|NOT_REGISTERED|BUSY|RATE|^INTERNAL$/.test(code);
}
export {
  Link,
  isTransient
};
//# sourceMappingURL=link.js.map

import { NAMESPACE, uuidV5 } from "../commands/hashing.js";
import { agentStream } from "../domain/catalog.js";
const RECONCILE_MS = 15e3, GATEWAY = { kind: "system", id: "gateway", name: "gateway" };
class ConnectionRecord {
  constructor(deps) {
    this.deps = deps;
  }
  deps;
  #timer;
  #tries = 0;
  start() {
    this.#timer = setInterval(() => {
      this.reconcile();
    }, RECONCILE_MS);
  }
  stop() {
    clearInterval(this.#timer);
  }
  connected(connection) {
    const { agentId, bootId, name, single, registered } = connection, { capabilities, maxConcurrent, sdk } = registered, { gatewayId } = this.deps;
    return this.#append(
      agentId,
      {
        name: "ConnectAgent",
        payload: { agentId, name, bootId, gatewayId, single, capabilities: [...capabilities], maxConcurrent, sdk }
      },
      actorOf(connection),
      connection.socket.id
    );
  }
  disconnected(connection, because) {
    const { bootId } = connection, payload = { bootId, gatewayId: this.deps.gatewayId, because };
    return this.#append(
      connection.agentId,
      { name: "DisconnectAgent", payload },
      actorOf(connection),
      connection.socket.id
    );
  }
  /** Ends what is recorded and not here, begins what is here and not recorded. What has been put right meanwhile gives no events. */
  async reconcile() {
    const { instances, gatewayId } = this.deps, recorded = await this.deps.recorded().catch(() => {
    });
    if (recorded === void 0 || !await instances.refresh().then(
      () => !0,
      () => !1
    )) return;
    const isOthers = (id) => id !== gatewayId && instances.isAlive(id), present = new Map([...this.deps.present()].map((connection) => [connection.bootId, connection])), known = new Set(recorded.map(({ bootId, gatewayId: gatewayId2 }) => `${bootId} ${gatewayId2}`)), ends = recorded.filter(({ bootId, gatewayId: id }) => !present.has(bootId) && !isOthers(id)).map(
      ({ agentId, bootId, gatewayId: id }) => this.#append(
        agentId,
        {
          name: "DisconnectAgent",
          payload: { bootId, gatewayId: id, because: "its gateway ended without a word" }
        },
        GATEWAY,
        `${bootId} ${id}`
      )
    ), beginnings = [...present.values()].filter(({ bootId }) => !known.has(`${bootId} ${gatewayId}`)).map((connection) => this.connected(connection));
    await Promise.all([...ends, ...beginnings]);
  }
  /** Each try is a command of its own: the same connection may begin and end more than once, within a millisecond too. */
  async #append(agentId, request, actor, about) {
    const stream = agentStream(agentId), { gatewayId, now } = this.deps, commandId = uuidV5(NAMESPACE, stream, request.name, about, gatewayId, `${now()} ${++this.#tries}`);
    try {
      await this.deps.execute(stream, request, { commandId, causationId: commandId, actor });
    } catch (error) {
      this.deps.log.warn({ agentId, reason: String(error) }, "a connection was not recorded");
    }
  }
}
const actorOf = ({ agentId, name, tokenId }) => ({
  kind: "agent",
  id: agentId,
  name,
  authId: tokenId
});
export {
  ConnectionRecord,
  actorOf
};
//# sourceMappingURL=connection-record.js.map

import { NAMESPACE, uuidV5 } from '../commands/hashing.js';
import { agentStream } from '../domain/catalog.js';
import type { AgentRequest } from '../domain/agent/commands.js';
import type { Actor } from '../domain/kernel/envelope.js';
import type { CommandContext } from '../domain/kernel/ports.js';
import type { OtherInstances } from '../processes/instances.js';
import type { ProcessLog } from '../processes/process-log.js';
import type { Register } from './protocol.js';

/** A connection of which the record shows no end. */
export interface RecordedConnection {
  readonly agentId: string;
  readonly bootId: string;
  readonly gatewayId: string;
}

/** What the record says of a connection that is here. */
export interface PresentConnection {
  readonly agentId: string;
  readonly tokenId: string;
  readonly name: string;
  readonly bootId: string;
  readonly single: boolean;
  readonly registered: Pick<Register, 'capabilities' | 'maxConcurrent' | 'sdk'>;
  readonly socket: { readonly id: string };
}

export interface ConnectionRecordDeps {
  readonly gatewayId: string;
  readonly now: () => number;
  readonly log: ProcessLog;
  /** The processes that are connected here. */
  readonly present: () => Iterable<PresentConnection>;
  /** Other servers keep their own record. */
  readonly instances: Pick<OtherInstances, 'isAlive' | 'refresh'>;
  /** As the read models show it. Rejects while they are away. */
  readonly recorded: () => Promise<readonly RecordedConnection[]>;
  readonly execute: (stream: string, request: AgentRequest, context: CommandContext) => Promise<unknown>;
}

/** Agents that lost their server are back long before this. */
const RECONCILE_MS = 15_000;
const GATEWAY = { kind: 'system', id: 'gateway', name: 'gateway' } as const;

/**
 * Who is connected, as events of `agent-<id>`. Connections are history, not rules: an append that fails holds nobody up. But a
 * server that was killed has recorded no ends, and a store that was away has taken no beginnings: so record and presence are compared now and then.
 */
export class ConnectionRecord {
  #timer: NodeJS.Timeout | undefined;
  #tries = 0;

  constructor(readonly deps: ConnectionRecordDeps) {}

  start(): void {
    this.#timer = setInterval(() => void this.reconcile(), RECONCILE_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  connected(connection: PresentConnection): Promise<void> {
    const { agentId, bootId, name, single, registered } = connection;
    const { capabilities, maxConcurrent, sdk } = registered;
    const { gatewayId } = this.deps;
    return this.#append(
      agentId,
      {
        name: 'ConnectAgent',
        payload: { agentId, name, bootId, gatewayId, single, capabilities: [...capabilities], maxConcurrent, sdk },
      },
      actorOf(connection),
      connection.socket.id,
    );
  }

  disconnected(connection: PresentConnection, because: string): Promise<void> {
    const { bootId } = connection;
    const payload = { bootId, gatewayId: this.deps.gatewayId, because };
    return this.#append(
      connection.agentId,
      { name: 'DisconnectAgent', payload },
      actorOf(connection),
      connection.socket.id,
    );
  }

  /** Ends what is recorded and not here, begins what is here and not recorded. What has been put right meanwhile gives no events. */
  async reconcile(): Promise<void> {
    const { instances, gatewayId } = this.deps;
    const recorded = await this.deps.recorded().catch(() => undefined);
    if (recorded === undefined) return;
    // A server says that it is there before it takes a connection: after this look those of all living ones are known as theirs.
    const looked = await instances.refresh().then(
      () => true,
      () => false,
    );
    if (!looked) return;
    const isOthers = (id: string): boolean => id !== gatewayId && instances.isAlive(id);
    const present = new Map([...this.deps.present()].map((connection) => [connection.bootId, connection]));
    const known = new Set(recorded.map(({ bootId, gatewayId }) => `${bootId} ${gatewayId}`));
    const ends = recorded
      .filter(({ bootId, gatewayId: id }) => !present.has(bootId) && !isOthers(id))
      .map(({ agentId, bootId, gatewayId: id }) =>
        this.#append(
          agentId,
          {
            name: 'DisconnectAgent',
            payload: { bootId, gatewayId: id, because: 'its gateway ended without a word' },
          },
          GATEWAY,
          `${bootId} ${id}`,
        ),
      );
    const beginnings = [...present.values()]
      .filter(({ bootId }) => !known.has(`${bootId} ${gatewayId}`))
      .map((connection) => this.connected(connection));
    await Promise.all([...ends, ...beginnings]);
  }

  /** Each try is a command of its own: the same connection may begin and end more than once, within a millisecond too. */
  async #append(agentId: string, request: AgentRequest, actor: Actor, about: string): Promise<void> {
    const stream = agentStream(agentId);
    const { gatewayId, now } = this.deps;
    const commandId = uuidV5(NAMESPACE, stream, request.name, about, gatewayId, `${now()} ${++this.#tries}`);
    try {
      await this.deps.execute(stream, request, { commandId, causationId: commandId, actor });
    } catch (error) {
      this.deps.log.warn({ agentId, reason: String(error) }, 'a connection was not recorded');
    }
  }
}

export const actorOf = ({ agentId, name, tokenId }: PresentConnection): Actor => ({
  kind: 'agent',
  id: agentId,
  name,
  authId: tokenId,
});

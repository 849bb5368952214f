import type { Chance } from './chance.js';
import type { SimProcess } from './sim-process.js';
import type { Tally } from './tally.js';
import type { Timeline } from './virtual-time.js';

type Handler = (...given: unknown[]) => void;

export interface NetworkWorld {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly tally: Tally;
  trouble: number;
  /** How many connections there were: each has a name of its own. */
  connections: number;
  trace(what: string): void;
}

/** One end of a connection, as socket.io shows it. */
export class SimSocket {
  readonly data: Record<string, unknown> = {};
  readonly handshake: { readonly auth: Readonly<Record<string, unknown>> };
  connected = true;
  peer: SimSocket | undefined;
  readonly #handlers = new Map<string, Handler>();
  #any: Handler | undefined;
  #arrivesAt = 0;

  constructor(
    readonly world: NetworkWorld,
    readonly id: string,
    readonly process: SimProcess,
    auth: Readonly<Record<string, unknown>> = {},
  ) {
    this.handshake = { auth };
  }

  on(event: string, handler: Handler): this {
    this.#handlers.set(event, handler);
    return this;
  }

  onAny(handler: Handler): this {
    this.#any = handler;
    return this;
  }

  emit(event: string, message: unknown, answer?: Handler): this {
    if (!this.process.mayCall() || !this.connected) return this;
    const { peer } = this;
    const text = JSON.stringify(message);
    peer?.arrive(() => {
      const reply = (body: unknown): void => {
        if (!peer.process.mayCall() || !peer.connected) return;
        const said = JSON.stringify(body);
        this.arrive(() => answer?.(JSON.parse(said)));
      };
      peer.hear(event, JSON.parse(text), answer === undefined ? undefined : reply);
    });
    return this;
  }

  hear(event: string, ...given: unknown[]): void {
    if (event !== 'disconnect') this.#any?.(event, ...given);
    this.#handlers.get(event)?.(...given);
  }

  /** Over the wire to this end: in order, unless it is lost or comes twice. */
  arrive(run: () => void): void {
    const { chance, timeline, tally, trouble } = this.world;
    const has = (probability: number): boolean => trouble > 0 && chance.happens(probability * trouble);
    if (has(0.03)) return tally.fault('frameLost');
    const times = has(0.03) ? 2 : 1;
    if (times > 1) tally.fault('frameTwice');
    for (let i = 0; i < times; i++) {
      let ms = chance.between(0.05, 3);
      if (has(0.03)) {
        tally.fault('frameDelayed');
        ms += chance.between(50, 3_000);
      }
      this.#arrivesAt = Math.max(this.#arrivesAt, timeline.now + ms);
      timeline.at(this.#arrivesAt, this.process, () => {
        if (this.connected) run();
      });
    }
  }

  disconnect(_close?: boolean): this {
    this.end('client namespace disconnect');
    this.peer?.endSoon('server namespace disconnect');
    return this;
  }

  /** The connection is gone for this end. */
  end(because: string): void {
    if (!this.connected) return;
    this.connected = false;
    this.hear('disconnect', because);
  }

  /** It learns of it after a while. */
  endSoon(because: string, ms = this.world.chance.between(0.1, 10)): void {
    this.world.timeline.after(ms, this.process, () => this.end(because));
  }
}

type Middleware = (socket: SimSocket, next: (error?: Error) => void) => void;

/** A namespace of a socket.io server. */
class SimNamespace {
  readonly sockets = new Map<string, SimSocket>();
  #check: Middleware | undefined;
  #connected: ((socket: SimSocket) => void) | undefined;

  use(check: Middleware): void {
    this.#check = check;
  }
  on(_event: 'connection', connected: (socket: SimSocket) => void): void {
    this.#connected = connected;
  }

  open(socket: SimSocket, opened: (error?: Error) => void): void {
    this.#check?.(socket, (error) => {
      if (!error && socket.connected) {
        this.sockets.set(socket.id, socket);
        this.#connected?.(socket);
      }
      opened(error);
    });
  }
}

/** The server's end: what is asked of `Server` of socket.io by the gateway. */
export class SimSocketServer {
  readonly #namespaces = new Map<string, SimNamespace>();

  of(name: string): SimNamespace {
    let namespace = this.#namespaces.get(name);
    if (!namespace) this.#namespaces.set(name, (namespace = new SimNamespace()));
    return namespace;
  }
}

/** Connects a process to a server's namespace; `opened` hears of it, or why not. */
export function connectTo(
  world: NetworkWorld,
  from: SimProcess,
  server: { readonly process: SimProcess; readonly io: SimSocketServer },
  namespace: string,
  auth: Readonly<Record<string, unknown>>,
  opened: (socket: SimSocket, error?: Error) => void,
): void {
  const id = `connection-${++world.connections}`;
  const near = new SimSocket(world, id, from);
  const far = new SimSocket(world, id, server.process, auth);
  near.peer = far;
  far.peer = near;
  const { timeline, chance } = world;
  // The machine of a process that dies says so to whoever it was connected with.
  from.onDeath(() => far.endSoon('transport close'));
  server.process.onDeath(() => near.endSoon('transport close'));
  timeline.after(chance.between(0.1, 5), server.process, () => {
    server.io.of(namespace).open(far, (error) => {
      timeline.after(chance.between(0.1, 5), from, () => {
        if (near.connected) opened(near, error);
      });
    });
  });
}

/** Cuts a connection: both ends learn of it, or only one for a long time. */
export function cut(world: NetworkWorld, socket: SimSocket): void {
  const { chance, tally } = world;
  const halfOpen = chance.happens(0.4);
  tally.fault(halfOpen ? 'connectionHalfOpen' : 'connectionCut');
  socket.endSoon('transport close', 0);
  // Nothing more gets through; the server finds out by its pings.
  const { peer } = socket;
  if (!peer) return;
  peer.peer = undefined;
  peer.endSoon('ping timeout', halfOpen ? chance.between(5_000, 30_000) : chance.between(0, 50));
}

import { io, type Socket } from 'socket.io-client';
import type {
  AgentToGateway,
  Answer,
  DispatchStep,
  Dispatched,
  CancelStep,
  Done,
  GatewayToAgent,
  HeartbeatAnswer,
  Register,
  Registered,
  ResultAnswers,
  SideEffect,
  StepProgress,
  StepResult,
  Usage,
} from '../../../src/gateway/protocol.js';
import type { AgentLog } from './log.js';

const ANSWER_TIMEOUT_MS = 5_000;
const FIRST_DELAY_MS = 100;
const LAST_DELAY_MS = 2_000;

export interface LinkEvents {
  /** What to register with, asked at each connect. */
  registration(): Register;
  registered(answer: Registered): void;
  dispatched(message: DispatchStep): Dispatched;
  cancelled(message: CancelStep): void;
  offline(reason: string): void;
  /** The gateway will not have this agent, whatever it tries: a wrong token, a malformed registration. */
  refused(error: Error): void;
}

/**
 * The connection to the gateway: connects, registers, and does both again for ever. Every question answers `undefined`
 * when it was not answered: not connected, disconnected meanwhile, or no answer within five seconds.
 */
export class Link {
  private readonly socket: Socket<GatewayToAgent, AgentToGateway>;
  private registered = false;
  private retry: NodeJS.Timeout | undefined;
  private failures = 0;

  constructor(
    url: string,
    token: string,
    private readonly events: LinkEvents,
    private readonly log: AgentLog,
  ) {
    this.socket = io(`${url.replace(/\/+$/, '')}/agents`, {
      transports: ['websocket'],
      auth: { token },
      reconnectionDelay: FIRST_DELAY_MS,
      reconnectionDelayMax: LAST_DELAY_MS,
      // Two agents of one process must not share a connection: each has a boot id of its own.
      forceNew: true,
      autoConnect: false,
    });
    this.socket.on('connect', () => void this.register());
    this.socket.on('disconnect', (reason) => {
      this.registered = false;
      events.offline(reason);
      // After these two socket.io does not reconnect by itself.
      if (reason === 'io server disconnect') this.connectLater();
    });
    this.socket.on('connect_error', (error) => this.connectFailed(error));
    this.socket.on('dispatchStep', (message, answer) => answer(events.dispatched(message)));
    this.socket.on('cancelStep', (message) => events.cancelled(message));
    this.socket.on('protocolError', (error) => log.error({ ...error }, 'the gateway could not read a message'));
  }

  get online(): boolean {
    return this.registered && this.socket.connected;
  }
  connect(): void {
    this.socket.connect();
  }
  close(): void {
    clearTimeout(this.retry);
    this.registered = false;
    this.socket.disconnect();
  }
  /** Ends a connection that seems dead; socket.io connects again. */
  reset(): void {
    this.socket.io.engine.close();
  }

  results(results: StepResult[]): Promise<Answer<ResultAnswers> | undefined> {
    return this.ask((socket) => socket.emitWithAck('stepResult', { results }));
  }
  progress(message: StepProgress): Promise<Answer<Done> | undefined> {
    return this.ask((socket) => socket.emitWithAck('stepProgress', message));
  }
  usage(message: Usage): Promise<Answer<Done> | undefined> {
    return this.ask((socket) => socket.emitWithAck('usage', message));
  }
  sideEffect(message: SideEffect): Promise<Answer<Done> | undefined> {
    return this.ask((socket) => socket.emitWithAck('sideEffect', message));
  }
  heartbeat(leases: string[]): Promise<Answer<HeartbeatAnswer> | undefined> {
    return this.ask((socket) => socket.emitWithAck('heartbeat', { leases }));
  }

  private async ask<T>(question: (socket: ReturnType<typeof this.timed>) => Promise<T>): Promise<T | undefined> {
    // Without this check socket.io would keep the message and send it after a reconnect, before the registration.
    if (!this.online) return undefined;
    try {
      return await question(this.timed());
    } catch {
      return undefined;
    }
  }
  private timed() {
    return this.socket.timeout(ANSWER_TIMEOUT_MS);
  }

  private async register(): Promise<void> {
    const connection = this.socket.id;
    let answer: Answer<Registered>;
    try {
      answer = await this.timed().emitWithAck('register', this.events.registration());
    } catch {
      if (this.socket.connected && this.socket.id === connection) this.reset();
      return;
    }
    if (!this.socket.connected || this.socket.id !== connection) return;
    if (answer.ok) {
      this.failures = 0;
      this.registered = true;
      this.events.registered(answer);
    } else if (answer.problems || !isTransient(answer.code)) {
      const problems = (answer.problems ?? []).map((problem) => `${problem.path}: ${problem.message}`);
      this.refuse(`${[answer.message, ...problems].join('; ')} (${answer.code})`);
    } else {
      this.log.warn({ code: answer.code }, `the gateway cannot take this agent now: ${answer.message}`);
      this.socket.disconnect();
      this.connectLater();
    }
  }

  private connectFailed(error: Error): void {
    if (this.socket.active) {
      // The transport failed: nobody listens there yet, or no longer. socket.io goes on trying.
      if (this.failures++ === 0) this.log.warn({ reason: error.message }, 'the gateway cannot be reached, trying on');
      return;
    }
    const data: unknown = Reflect.get(error, 'data');
    const code: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'code') : undefined;
    if (typeof code === 'string' && isTransient(code)) {
      this.log.warn({ code }, `the gateway cannot take this agent now: ${error.message}`);
      this.connectLater();
    } else this.refuse(error.message);
  }

  private refuse(why: string): void {
    this.close();
    this.events.refused(new Error(`the gateway refused this agent: ${why}`));
  }

  private connectLater(): void {
    clearTimeout(this.retry);
    const delay = Math.min(LAST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(this.failures++, 8));
    this.retry = setTimeout(() => this.socket.connect(), delay * (0.5 + Math.random() / 2));
  }
}

/** Codes of a server that is there but not able right now (or in trouble itself): the same message again, later, will do. */
export function isTransient(code: string): boolean {
  return /^(STORE|GATEWAY|STREAM)\.|UNAVAILABLE|NOT_REGISTERED|BUSY|RATE|^INTERNAL$/.test(code);
}

import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type {
  AgentToGateway,
  GatewayToAgent,
  Heartbeat,
  Register,
  ResultAnswer,
  SideEffect,
  StepProgress,
  StepResult,
  Task,
  Usage,
} from '../../../src/gateway/protocol.js';

type AgentSocket = Socket<AgentToGateway, GatewayToAgent>;

/** A gateway for the SDK's tests: a real socket.io server that speaks the protocol and remembers all that it was told. */
export class GatewayDouble {
  readonly registrations: Register[] = [];
  /** Every frame of results, in order of arrival. */
  readonly frames: StepResult[][] = [];
  readonly heartbeats: Heartbeat[] = [];
  readonly usages: Usage[] = [];
  readonly progresses: StepProgress[] = [];
  readonly sideEffects: SideEffect[] = [];
  /** Lease ids that were acknowledged, per dispatch. */
  readonly accepted: string[][] = [];
  heartbeatMs = 60_000;
  token = 'mc_agent_test';
  abandonOnRegister: string[] = [];
  abandonOnHeartbeat: string[] = [];
  /** How a result is answered; undefined: not at all. */
  answer: (result: StepResult) => Omit<ResultAnswer, 'leaseId' | 'resultId'> | undefined = () => ({ status: 200 });
  sideEffectIsAnswered = () => true;
  onRegistered: (message: Register) => void = () => undefined;
  private readonly http = createServer();
  private readonly io = new Server<AgentToGateway, GatewayToAgent>(this.http, { transports: ['websocket'] });
  private socket: AgentSocket | undefined;
  private watchers: (() => void)[] = [];

  async listen(port = 0): Promise<number> {
    const agents = this.io.of('/agents');
    agents.use((socket, next) =>
      next(socket.handshake.auth['token'] === this.token ? undefined : new Error('no such token')),
    );
    agents.on('connection', (socket) => this.serve(socket));
    await new Promise<void>((resolve) => this.http.listen(port, '127.0.0.1', resolve));
    const address = this.http.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  async close(): Promise<void> {
    await this.io.close();
  }

  private serve(socket: AgentSocket): void {
    socket.on('register', (message, answer) => {
      this.registrations.push(message);
      this.socket = socket;
      const abandon = this.abandonOnRegister;
      const keep = message.held.filter((lease) => !abandon.includes(lease));
      answer({ ok: true, agentId: 'a', gatewayId: 'g', keep, abandon, heartbeatMs: this.heartbeatMs });
      this.onRegistered(message);
      this.changed();
    });
    socket.on('stepResult', (message, answer) => {
      this.frames.push(message.results);
      const answers = message.results.flatMap((result): ResultAnswer[] => {
        const one = this.answer(result);
        return one ? [{ leaseId: result.leaseId, resultId: result.resultId, ...one }] : [];
      });
      if (answers.length > 0) answer({ answers });
      this.changed();
    });
    socket.on('heartbeat', (message, answer) => {
      this.heartbeats.push(message);
      answer({ ok: true, abandon: this.abandonOnHeartbeat });
      this.changed();
    });
    socket.on('usage', (message, answer) => {
      this.usages.push(message);
      answer({ ok: true });
      this.changed();
    });
    socket.on('stepProgress', (message, answer) => {
      this.progresses.push(message);
      answer({ ok: true });
      this.changed();
    });
    socket.on('sideEffect', (message, answer) => {
      this.sideEffects.push(message);
      if (this.sideEffectIsAnswered()) answer({ ok: true });
      this.changed();
    });
  }

  dispatch(...tasks: Task[]): void {
    this.connected().emit('dispatchStep', { tasks }, (answer) => {
      this.accepted.push(answer.accepted);
      this.changed();
    });
  }
  cancel(leaseId: string, reason: string): void {
    this.connected().emit('cancelStep', { leases: [{ leaseId, reason }] });
  }
  /** Ends the agent's connection as a network does: without a word. */
  cut(): void {
    this.connected().conn.close();
  }
  get hasAgent(): boolean {
    return this.socket?.connected ?? false;
  }
  private connected(): AgentSocket {
    if (!this.socket?.connected) throw new Error('no agent is connected');
    return this.socket;
  }

  /** Resolves as soon as the condition holds; looked at after each message. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.watchers.push(resolve));
  }
  private changed(): void {
    const watchers = this.watchers;
    this.watchers = [];
    for (const watcher of watchers) watcher();
  }
}

export function task(over: Partial<Task> & { inputs?: unknown; approval?: Task['handoff']['approval'] } = {}): Task {
  const { inputs = {}, approval, ...rest } = over;
  return {
    runId: randomUUID(),
    workflow: { id: 'w', name: 'W', version: 1 },
    step: { stepKey: 's', stepId: 's', name: 'S' },
    attempt: 1,
    leaseId: randomUUID(),
    capability: 'work',
    tier: 'read',
    handoff: {
      taskId: randomUUID(),
      inputs,
      constraints: { outputSchema: true },
      parentSummary: '',
      ...(approval && { approval }),
    },
    deadlineAt: new Date(Date.now() + 60_000).toISOString(),
    heartbeatMs: 30_000,
    ...rest,
  };
}

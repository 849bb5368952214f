import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import * as protocol from '../../../src/gateway/protocol.js';
import { GatewayWorld, type Token } from '../gateway/gateway-world.js';
import { AMOUNT, isLong, SEED, shares, TIMEOUT_MS } from './amount.js';
import { ContractValues } from './contract-values.js';
import { HeldMemory, MAY_GROW_BYTES } from './heap.js';
import { Nonsense, RawJson } from './nonsense.js';
import { RawSocket, type Outcome } from './raw-socket.js';

const AT_ONCE = 6;
const HANGS_MS = 10_000;

const AGENT: Readonly<Record<string, z.ZodType>> = {
  register: protocol.Register,
  stepResult: protocol.StepResults,
  stepProgress: protocol.StepProgress,
  usage: protocol.Usage,
  sideEffect: protocol.SideEffect,
  heartbeat: protocol.Heartbeat,
};
const CONSOLE: Readonly<Record<string, z.ZodType>> = { watch: protocol.Watch };
const UNKNOWN = [
  'dispatchStep',
  'changed',
  'toString',
  '__proto__',
  'constructor',
  '',
  'x'.repeat(5_000),
  7,
  'close',
  'error',
];
const RESERVED = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];

let world: GatewayWorld;
let runId: string;
let agentToken: Token;
let consoleKey: Token;
beforeAll(async () => {
  world = await GatewayWorld.open();
  await world.h.save({ id: 'one', name: 'One', steps: [{ id: 's1', agent: 'nobody-offers-it', output: true }] });
  runId = await world.h.start('one');
  agentToken = await world.agentToken('a');
  consoleKey = await world.operatorKey('ada');
});
afterAll(() => world.close());

test(
  `${AMOUNT} frames that nobody should send are answered or end their own connection only (seed ${SEED})`,
  { timeout: TIMEOUT_MS },
  async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    const bystander = await world.agent('bystander');
    const onlooker = await world.console(consoleKey);
    const before = world.h.memory.log.length;
    const senders = Array.from({ length: AT_ONCE }, (_, i) => new Sender(i));
    const complaints: string[] = [];
    const sendEach = (count: number): Promise<unknown> =>
      Promise.all(
        senders.map(async (sender) => {
          for (let i = 0; i < count; i++) {
            const complaint = await sender.next().catch((error: unknown) => String(error));
            if (complaint !== undefined) complaints.push(`${complaint}: ${sender.sent}`);
          }
        }),
      );
    const [warmUp, rest] = shares(AT_ONCE);
    await sendEach(warmUp);
    const memory = await HeldMemory.now(world.h.memory.log);
    await sendEach(rest);
    const grownBy = await memory.growth();
    for (const sender of senders) sender.close();
    process.off('unhandledRejection', note);

    const written = world.h.memory.log.slice(before).map(({ type }) => type);
    expect({
      seed: SEED,
      complaints: complaints.slice(0, 20),
      unhandled,
      written: written.filter((type) => !/^Agent(Connected|Disconnected)$/.test(type)),
      bystanders: [bystander.socket.connected, onlooker.connected],
    }).toEqual({ seed: SEED, complaints: [], unhandled: [], written: [], bystanders: [true, true] });
    if (isLong) expect(grownBy).toBeLessThan(MAY_GROW_BYTES);
    expect(await bystander.heartbeat()).toEqual({ ok: true, abandon: [] });
    expect(await onlooker.emitWithAck('watch', { runs: '*' })).toMatchObject({ ok: true });
  },
);

/** One connection after the other, each used until the gateway ends it. */
class Sender {
  /** The last frame, as far as it can be shown. */
  sent = '';
  readonly nonsense: Nonsense;
  /** Else a console. */
  readonly isAgent: boolean;
  readonly #values: ContractValues;
  #raw: RawSocket | undefined;
  #connections = 0;

  constructor(readonly index: number) {
    this.nonsense = new Nonsense(SEED * AT_ONCE + index);
    this.isAgent = index % 3 < 2;
    this.#values = new ContractValues(this.nonsense, { runId: [runId] });
  }

  close(): void {
    this.#raw?.socket.close();
  }

  /** Sends one; what is wrong with what became of it. */
  async next(): Promise<string | undefined> {
    const { nonsense } = this;
    const raw = await this.#connection();
    const kind = nonsense.random();
    if (kind < 0.15) return this.#packet(raw);
    if (kind < 0.2) return this.#withoutAnswer(raw);
    if (kind < 0.3) {
      const name = nonsense.pick([...UNKNOWN, ...RESERVED, new RawJson('{}'), new RawJson('null')]);
      return this.#check(await raw.event(this.#note(name, undefined), nonsense.value(), HANGS_MS), true);
    }
    const [name, schema] = nonsense.pick(Object.entries(this.isAgent ? AGENT : CONSOLE));
    const right = this.#values.of(schema);
    const value = nonsense.chance(0.2) ? right : nonsense.damaged(right);
    return this.#check(await raw.event(this.#note(name, value), value, HANGS_MS), false);
  }

  async #packet(raw: RawSocket): Promise<string | undefined> {
    const { nonsense } = this;
    const at = raw.namespace;
    const packet = nonsense.pick<() => string | Buffer>([
      () => nonsense.text(),
      () => `2${at},`,
      () => `2${at},["register"]`,
      () => `2${at},7[]`,
      () => `2${at},7{}`,
      () => `2${at},[null]`,
      () => `2${at},${'['.repeat(50_000)}`,
      () => `2${at},["heartbeat",${'['.repeat(50_000)}${']'.repeat(50_000)}]`,
      () => `2${at},99999999999999999999["heartbeat",{}]`,
      () => `3${at},1[]`,
      () => `3${at},999["x"]`,
      () => `0${at},{"token":1}`,
      () => `0/nowhere,{}`,
      () => `1/nowhere,`,
      () => `4${at},{"message":"x"}`,
      () => `51-${at},["heartbeat",{"_placeholder":true,"num":0}]`,
      () => `59-${at},["heartbeat",{"_placeholder":true,"num":8}]`,
      () => `5999999999-${at},["heartbeat"]`,
      () => `5-${at},["heartbeat"]`,
      () => `51-${at},["heartbeat",{"_placeholder":true,"num":"constructor"}]`,
      () => Buffer.from('binary that nobody announced'),
      () => String.fromCharCode(nonsense.below(128)).repeat(1 + nonsense.below(5)),
    ])();
    this.#note('packet', packet.toString());
    const probe = this.isAgent ? ['heartbeat', { leases: [] }] : ['watch', { runs: '*' }];
    await raw.packet(packet, probe, HANGS_MS);
    return undefined;
  }

  /** A wrong frame without an acknowledgement is refused by a message. */
  async #withoutAnswer(raw: RawSocket): Promise<string | undefined> {
    this.#note('without acknowledgement', '');
    raw.refusals.length = 0;
    const name = this.isAgent ? 'heartbeat' : 'watch';
    const probe = this.isAgent ? ['heartbeat', { leases: [] }] : ['watch', { runs: '*' }];
    const { kind } = await raw.packet(`2${raw.namespace},["${name}",{"no":1}]`, probe, HANGS_MS);
    return kind === 'open' && raw.refusals.length === 0 ? 'a frame was refused without a word' : undefined;
  }

  #check(outcome: Outcome, isUnknown: boolean): string | undefined {
    if (outcome.kind !== 'answer') return undefined;
    const { body } = outcome;
    const { ok, code, message, answers } = Object(body);
    if (Array.isArray(answers))
      return answers.some((one) => one.code === 'INTERNAL') ? JSON.stringify(answers) : undefined;
    if (ok === true) return isUnknown ? 'was taken for a message' : undefined;
    if (code === 'INTERNAL') return 'failed inside';
    const isClear = ok === false && /^[A-Z]+\.[A-Z_]+$/.test(code) && typeof message === 'string' && message !== '';
    return isClear ? undefined : `was answered with ${JSON.stringify(body)}`;
  }

  #note<T>(name: T, value: unknown): T {
    this.sent = `${this.isAgent ? 'agent' : 'console'} ${JSON.stringify(name)} ${JSON.stringify(value)?.slice(0, 300)}`;
    return name;
  }

  async #connection(): Promise<RawSocket> {
    const { isAgent } = this;
    if (this.#raw?.socket.connected === true) return this.#raw;
    if (isAgent) {
      const agent = await world.connectAgent(agentToken);
      const registered = agent.register({ agentBootId: `a-${this.index}-${this.#connections++}` });
      this.#raw = new RawSocket(agent.socket, protocol.AGENTS_NAMESPACE);
      await registered;
    } else this.#raw = new RawSocket(await world.console(consoleKey), protocol.CONSOLE_NAMESPACE);
    return this.#raw;
  }
}

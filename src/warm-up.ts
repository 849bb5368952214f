import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { agent, type Agent } from '@mission-control/agent';
import { Server as SocketServer } from 'socket.io';
import { Access } from './access/access.js';
import { bootstrapAdmin } from './access/bootstrap-admin.js';
import { mintToken } from './access/token.js';
import { Caller } from './api/http/caller.js';
import { Commands } from './commands/commands.js';
import { uuidV5 } from './commands/hashing.js';
import { agentStream, runStream, workflowStream } from './domain/catalog.js';
import { derived } from './domain/kernel/ids.js';
import { priceTable } from './domain/pricing/price-table.js';
import { isEnded, type Run } from './domain/run/state.js';
import { WorkflowDefinition } from './domain/workflow/definition.js';
import { encodeAppend } from './eventstore/append-codec.js';
import { memoryStore } from './eventstore/memory.js';
import { AgentGateway } from './gateway/agent-gateway.js';
import { ConsoleGateway } from './gateway/console-gateway.js';
import { SlotPool } from './gateway/slot-pool.js';
import { MemoryKeyStore } from './keystore/memory-key-store.js';
import { Halts } from './processes/halts.js';
import { NO_OTHERS } from './processes/instances.js';
import { OpenRuns } from './processes/open-runs.js';
import { Scheduler } from './processes/scheduler.js';
import { AUDIT_GROUP } from './projections/audit/group.js';
import { rehearse } from './projections/batch/rehearsal.js';
import { MAIN_GROUP } from './projections/main-group.js';

const NAME = 'warm-up';
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Steps as authors write them: with and without what may be left out, since code that was compiled for one shape of an object is thrown away when another comes. */
const step = (id: string, before: readonly string[], mapped: boolean): unknown => ({
  id,
  agent: NAME,
  output: { type: 'object' },
  ...(before.length === 0 ? {} : { dependsOn: before }),
  ...(mapped
    ? { inputs: Object.fromEntries(before.slice(0, 1).map((one) => ['before', `steps.${one}.output.ok`])) }
    : {}),
});

/** One step after the other: each append holds a result and the next dispatch. */
const chain = (length: number, mapped: boolean): WorkflowDefinition =>
  WorkflowDefinition.parse({
    id: `chain-${mapped}`,
    name: 'Warm-up',
    steps: Array.from({ length }, (_, i) => step(`s${i}`, i === 0 ? [] : [`s${i - 1}`], mapped)),
  });

/** Many at once: frames, appends and batches of the read models hold a hundred of them. */
const fan = (width: number, mapped: boolean): WorkflowDefinition => {
  const middle = Array.from({ length: width }, (_, i) => `p${i}`);
  return WorkflowDefinition.parse({
    id: `fan-${mapped}`,
    name: 'Warm-up',
    steps: [step('first', [], false), ...middle.map((id) => step(id, ['first'], mapped)), step('last', middle, mapped)],
  });
};

/** It takes a second or two; who waits longer for it has no use for it. */
const WITHIN_MS = 10_000;

/**
 * Runs workflows through the server's own parts, over a log in memory, with an agent that is connected by a socket, before the first real run comes: the code of
 * the hot path is compiled by then, for the objects that it will see. Nothing of it is kept. Rejects when it is not through in time.
 */
export async function warmUp(runs = { chain: 20, fan: 10 }, withinMs = WITHIN_MS): Promise<void> {
  const stage = await setUp();
  const through = new AbortController();
  const late = sleep(withinMs, undefined, { signal: through.signal }).then(() => {
    throw new Error(`it was not through after ${withinMs} ms`);
  });
  try {
    await Promise.race([play(stage, runs), late]);
  } finally {
    through.abort();
    late.catch(() => undefined);
    await stage.close();
  }
}

/** A server over a log in memory. */
interface Stage {
  readonly commands: Commands;
  readonly access: Access;
  /** Connects an agent with this token, for the one capability; settles when it is registered. */
  connect(token: string): Promise<void>;
  /** Settles when the run has ended. */
  ended(stream: string): Promise<void>;
  close(): Promise<void>;
}

async function setUp(): Promise<Stage> {
  const memory = memoryStore({
    beforeAppend({ stream, expected, events }) {
      encodeAppend(randomUUID(), stream, expected, events);
      return undefined;
    },
  });
  const clock = { now: () => Date.now() };
  const pool: SlotPool = new SlotPool({
    gatewayId: NAME,
    maxInFlight: 1_000,
    nudge: (stream) => commands.runs.nudge(stream),
  });
  const commands: Commands = new Commands({
    // In the order of the server's own: it is the same kind of object to the compiler then.
    store: memory.store,
    snapshots: memory.snapshots,
    blobs: memory.blobs,
    keys: new MemoryKeyStore(),
    clock,
    log: SILENT,
    writer: { version: NAME, bootId: NAME },
    inline: true,
    pool,
    prices: priceTable([]),
    random: Math.random,
    warningsOf: () => [],
  });
  const openRuns = new OpenRuns(clock.now);
  const halts = new Halts(commands, openRuns);
  for (const observer of [openRuns, halts, pool]) commands.runAggregate.observe(observer);
  const scheduler = new Scheduler(commands, openRuns, halts, { inline: true, bootId: NAME }, SILENT);
  const access = new Access(memory.store);
  const consoles = new ConsoleGateway({ access, committed: () => 0n });
  const gateway = new AgentGateway(
    {
      access,
      commands,
      pool,
      openRuns,
      clock,
      log: SILENT,
      gatewayId: NAME,
      heartbeatMs: 10_000,
      ready: scheduler.ready,
      instances: NO_OTHERS,
      caughtUp: () => scheduler.caughtUp(),
      recordedConnections: () => Promise.resolve([]),
    },
    consoles,
  );
  const waiting = new Map<string, () => void>();
  commands.runAggregate.observe({
    runChanged(stream: string, run: Run) {
      if (!isEnded(run)) return;
      waiting.get(stream)?.();
      waiting.delete(stream);
    },
  });

  const httpServer = createServer();
  const io = new SocketServer(httpServer, { transports: ['websocket'], serveClient: false });
  gateway.attach(io);
  consoles.attach(io);
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  const address = httpServer.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const over = new AbortController();
  const beside = [
    scheduler.run(memory.feed, { list: () => Promise.resolve({ runs: [], from: undefined }) }, over.signal),
    ...[MAIN_GROUP, AUDIT_GROUP].map((group) => rehearse(group, memory.feed, memory.blobs, over.signal)),
  ];
  let worker: Agent | undefined;
  return {
    commands,
    access,
    async connect(token) {
      worker = agent({
        url: `http://127.0.0.1:${port}`,
        token,
        maxConcurrent: 1_000,
        log: SILENT,
        capabilities: { [NAME]: async (task) => ({ ok: true, step: task.step.stepKey }) },
      });
      await worker.started;
    },
    ended: (stream) => new Promise((resolve) => waiting.set(stream, resolve)),
    async close() {
      over.abort();
      await worker?.close();
      gateway.stop();
      await io.close();
      commands.close();
      memory.dispose();
      await Promise.allSettled(beside);
    },
  };
}

async function play(stage: Stage, runs: { readonly chain: number; readonly fan: number }): Promise<void> {
  const { commands, access } = stage;
  // What is not a run comes first, as it does at every start: code that has seen all kinds of streams when it gets hot is compiled for all of them.
  await commands.start();
  await bootstrapAdmin({ access, commands, ids: { random: randomUUID }, keep: () => Promise.resolve() });
  const asked = caller();
  const { token, tokenId, secretHash } = mintToken('agent', NAME, asked.commandId);
  const payload = { agentId: NAME, tokenId, secretHash, name: NAME };
  await commands.agents.execute(agentStream(NAME), { name: 'IssueAgentToken', payload }, asked.context());
  await stage.connect(token);
  for (const [definition, times] of [
    [chain(20, true), runs.chain / 2],
    [chain(20, false), runs.chain / 2],
    [fan(100, true), runs.fan / 2],
    [fan(100, false), runs.fan / 2],
  ] as const) {
    const save = { name: 'SaveVersion', payload: { definition } } as const;
    await commands.workflows.execute(workflowStream(definition.id), save, caller().context());
    for (let i = 0; i < times; i++) await run(stage, definition.id);
  }
}

async function run({ commands, ended }: Stage, workflowId: string): Promise<void> {
  const started = caller().context();
  const runId = derived.runId(uuidV5(started.commandId, 'run'));
  const stream = runStream(runId);
  const isOver = ended(stream);
  const payload = { runId, workflowId, input: {}, trigger: { kind: 'manual', id: NAME } } as const;
  await commands.runs.execute(stream, { name: 'StartRun', payload }, started);
  await isOver;
}

const OPERATOR = { kind: 'operator', operatorId: NAME, name: NAME, authId: NAME, roles: [] } as const;
const BROWSER = { host: NAME, secure: false, origin: undefined, session: undefined, address: NAME, device: NAME };
let asks = 0;
/** Who asks, half of the time with an Idempotency-Key. */
const caller = (): Caller => new Caller(OPERATOR, asks++ % 2 === 0 ? undefined : randomUUID(), {}, BROWSER);

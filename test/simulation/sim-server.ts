import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from 'socket.io';
import { Access } from '../../src/access/access.js';
import { EmergencyStop } from '../../src/api/emergency-stop.js';
import { Commands } from '../../src/commands/commands.js';
import { CONTROL_STREAM, runStream } from '../../src/domain/catalog.js';
import { messageOf } from '../../src/domain/kernel/errors.js';
import type { KeyStore } from '../../src/domain/kernel/ports.js';
import { adaptersOver } from '../../src/eventstore/adapters.js';
import { Fenced } from '../../src/projections/batch/projector.js';
import { AgentGateway } from '../../src/gateway/agent-gateway.js';
import type { RecordedConnection } from '../../src/gateway/connection-record.js';
import { SlotPool } from '../../src/gateway/slot-pool.js';
import { BulkJobs } from '../../src/processes/bulk-jobs.js';
import { Halts } from '../../src/processes/halts.js';
import { Instances } from '../../src/processes/instances.js';
import { OpenRuns } from '../../src/processes/open-runs.js';
import { Scheduler, type OpenWork } from '../../src/processes/scheduler.js';
import { steadyClock } from '../../src/processes/steady-clock.js';
import { Timers } from '../../src/processes/timers.js';
import { TEST_PRICES } from '../support/harness.js';
import { SimLog, type StoreWorld } from './sim-log.js';
import { project, type SimDatabase } from './sim-database.js';
import { SimSocketServer } from './sim-network.js';
import { never, SimProcess } from './sim-process.js';

/** What outlives every server: the log, the keys, the read models. */
export interface ServerWorld extends StoreWorld {
  readonly keys: KeyStore;
  readonly inline: boolean;
  /** The read models; undefined: this world has none. */
  readonly database: SimDatabase | undefined;
  /** The open runs as the read models show them. */
  openWork(): OpenWork;
  recordedConnections(): readonly RecordedConnection[];
  /** Something that no server may ever say. */
  complain(problem: string): void;
}

const HEARTBEAT_MS = 1_000;
/** What a server says when the store is away, or others were faster; any other error is a defect. */
const EXPECTED = /STORE\.|CONTROL\.UNCONFIRMED|STREAM\.CONTENDED|could not be (read|looked at)|does not answer/;

interface Parts {
  readonly commands: Commands;
  readonly bulkJobs: BulkJobs;
  readonly emergencyStop: EmergencyStop;
  readonly pool: SlotPool;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Nothing refers to it any more: a process that was killed has ended nothing itself. */
  release(): void;
}

/** One server of the product: what src/server.ts puts together, without HTTP and PostgreSQL, on a simulated machine. */
export class SimServer {
  readonly process: SimProcess;
  readonly io = new SimSocketServer();
  readonly parts: Parts;
  serving = false;

  constructor(
    readonly world: ServerWorld,
    readonly bootId: string,
  ) {
    this.process = new SimProcess(`server ${bootId.slice(0, 8)}`, world.timeline);
    this.process.onDeath(() => (this.serving = false));
    this.parts = world.timeline.as(this.process, () => this.#assemble());
  }

  /** Begins in the name of its process. */
  boot(): void {
    this.world.timeline.after(0, this.process, () => void this.parts.start());
  }

  /** Ends in good order, and is gone then. */
  stop(): void {
    this.world.timeline.after(0, this.process, () => void this.parts.stop().finally(() => this.process.kill()));
  }

  #assemble(): Parts {
    const { world, bootId, process } = this;
    const { inline, keys } = world;
    const clock = { now: process.now };
    const say = (details: object, message: string): void =>
      world.trace(`${process.name}: ${message} ${JSON.stringify(details)}`);
    const logger = { info: say, warn: say, error: this.#error };
    const writer = { version: '0.0.0-test', bootId };
    const {
      store,
      feed,
      blobs,
      snapshots,
      instances: instanceLog,
      dispose,
    } = adaptersOver(new SimLog(world, process), { log: logger, writer });

    const pool: SlotPool = new SlotPool({
      gatewayId: bootId,
      maxInFlight: 1_000,
      nudge: (stream) => commands.runs.nudge(stream),
    });
    const commands: Commands = new Commands({
      store,
      snapshots,
      blobs,
      keys,
      clock,
      log: logger,
      writer,
      inline,
      pool,
      prices: TEST_PRICES,
      random: world.chance.next,
      warningsOf: () => [],
    });
    const openRuns = new OpenRuns(clock.now);
    commands.runAggregate.observe(openRuns);
    const instances = new Instances({
      instanceId: bootId,
      log: instanceLog,
      control: commands.control,
      confirmControl: () => commands.confirmControl(),
      settled: () => commands.runs.settled(),
      goOn: () => void scheduler.lookAtOpenRuns().catch(() => (commands.control.hasHeldUp = true)),
      now: steadyClock(),
      logger,
    });
    const access = new Access(store);
    const halts = new Halts(commands, openRuns);
    commands.runAggregate.observe(halts);
    commands.runAggregate.observe(pool);
    const scheduler: Scheduler = new Scheduler(commands, openRuns, halts, { inline, bootId }, logger);
    const timers = new Timers(commands, openRuns, clock, logger);
    const bulkJobs = new BulkJobs(commands, logger, (operatorId) => access.operator(operatorId));
    const agents = new AgentGateway(
      {
        access,
        commands,
        pool,
        openRuns,
        clock,
        log: logger,
        gatewayId: bootId,
        heartbeatMs: HEARTBEAT_MS,
        ready: scheduler.ready,
        instances,
        caughtUp: () => scheduler.caughtUp(),
        recordedConnections: () => Promise.resolve(world.recordedConnections()),
      },
      { progress: () => undefined },
    );
    scheduler.onEvent((event) => {
      access.onEvent(event);
      if (event.stream === CONTROL_STREAM) instances.controlChanged();
      bulkJobs.onEvent(event);
      agents.onEvent(event);
    });
    const emergencyStop = new EmergencyStop(
      {
        onRun: (runId, request, context) => commands.runs.execute(runStream(runId), request, context),
        onControl: (request, context) => commands.controls.execute(CONTROL_STREAM, request, context),
      },
      () => Promise.resolve(openRuns.list()),
      async (revision) => {
        await commands.runs.settled();
        const others = instances.others;
        await instances.everywhere(revision);
        if (others + instances.others > 0) await scheduler.caughtUp();
      },
      store,
    );

    const stopping = new AbortController();
    const { signal } = stopping;
    const keepScheduling = async (): Promise<void> => {
      while (!signal.aborted) {
        try {
          await scheduler.run(feed, world.openWork(), signal);
          if (!signal.aborted) world.complain(`${process.name}: the feed has ended by itself`);
        } catch (error) {
          logger.error({ reason: messageOf(error) }, 'the scheduler stopped');
        }
        await sleep(1_000, undefined, { signal }).catch(() => undefined);
      }
    };
    const keepProjecting = async (): Promise<void> => {
      const { database, chance } = world;
      const pass = (): Promise<void> => (process.mayCall() ? sleep(chance.between(0.1, 3)) : never());
      while (database && !signal.aborted) {
        await project(database, feed, blobs, signal, { pass }).catch((error: unknown) => {
          if (!(error instanceof Fenced)) logger.error({ reason: messageOf(error) }, 'the read models stopped');
        });
        // The one who was superseded leaves it to the other for a while.
        await sleep(chance.between(500, 8_000), undefined, { signal }).catch(() => undefined);
      }
    };
    return {
      commands,
      bulkJobs,
      emergencyStop,
      pool,
      start: async () => {
        await until(() => commands.start());
        await until(() => instances.start());
        agents.attach(this.io as unknown as Server);
        void keepScheduling();
        void keepProjecting();
        timers.start();
        this.serving = true;
      },
      stop: async () => {
        this.serving = false;
        stopping.abort();
        timers.stop();
        agents.stop();
        for (const socket of this.io.of('/agents').sockets.values()) socket.disconnect(true);
        await bulkJobs.stop();
        commands.close();
        await instances.stop();
        dispose();
      },
      release: () => {
        // An error would keep whoever made it.
        stopping.abort('the world is over');
        dispose();
      },
    };
  }

  readonly #error = (details: object, message: string): void => {
    const said = `${this.process.name}: ${message} ${JSON.stringify(details)}`;
    this.world.trace(`ERROR ${said}`);
    if (!EXPECTED.test(said)) this.world.complain(said);
  };
}

/** Tries until the store answers, as a server does before it serves. */
async function until(attempt: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await attempt();
      return;
    } catch {
      await sleep(Math.min(100 * tries, 1_000));
    }
  }
}

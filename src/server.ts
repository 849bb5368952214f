import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Server as SocketServer } from 'socket.io';
import { Access } from './access/access.js';
import { bootstrapAdmin } from './access/bootstrap-admin.js';
import { createApi } from './api/create-api.js';
import { definitions } from './api/definitions.js';
import { PrometheusMetrics } from './api/operation/prometheus.js';
import { Commands } from './commands/commands.js';
import { definitionTools } from './commands/facts/definition-tools.js';
import { loadPriceTable } from './commands/facts/price-table.js';
import type { Config } from './config.js';
import { connect } from './eventstore/connect.js';
import { FolderKeyStore } from './keystore/folder-key-store.js';
import { AgentGateway } from './gateway/agent-gateway.js';
import { CommitsElsewhere } from './gateway/commits-elsewhere.js';
import { ConsoleGateway } from './gateway/console-gateway.js';
import { SlotPool } from './gateway/slot-pool.js';
import { BulkJobs } from './processes/bulk-jobs.js';
import { FeedMeter } from './processes/feed-meter.js';
import { Halts } from './processes/halts.js';
import { Instances, NO_OTHERS } from './processes/instances.js';
import { OpenRuns } from './processes/open-runs.js';
import { FeedOfKept, LogOfKept, PrunedRuns } from './processes/pruned-runs.js';
import { steadyClock } from './processes/steady-clock.js';
import { Scheduler } from './processes/scheduler.js';
import { Timers } from './processes/timers.js';
import { ReadModels } from './projections/read-models.js';
import { CONTROL_STREAM, runStream } from './domain/catalog.js';
import { DomainError, messageOf } from './domain/kernel/errors.js';
import { keepRunning, until } from './persistence.js';
import { recordKeeping } from './record-keeping.js';
import { systemProbe } from './system-probe.js';
import { warmUp } from './warm-up.js';
import { checkDefinition } from './domain/workflow/validate.js';

export const VERSION = '0.1.0';
/** An agent that misses so many heartbeats is shown as stale. */
const SILENT_BEATS = 3;
/** A frame holds one batch of results; one payload is at most 1 MiB. */
const MAX_FRAME_BYTES = 8 * 1024 * 1024;
/** A bulk action that was stopped this long before a restart may have had items in flight. */
const STOPPED_WITHIN_MS = 24 * 3_600_000;
/** So long is waited for open runs that are still being loaded. */
const OPEN_RUNS_WITHIN_MS = 10_000;

export interface RunningServer {
  readonly url: string;
  readonly firstStart: boolean;
  /** Only at the very first start; kept in cli.json. */
  readonly adminKey: string | undefined;
  close(): Promise<void>;
}

/** Start-up: the only place that binds ports to adapters. Waits for the stores, says for what; settles when it serves. */
export async function startServer(config: Config, log: Logger, signal: AbortSignal): Promise<RunningServer> {
  const bootId = randomUUID();
  const clock = { now: () => Date.now() };
  const writer = { version: VERSION, bootId };
  const gatewayId = bootId;
  const metrics = new PrometheusMetrics();
  const keys = new FolderKeyStore(config.MC_KEYS_DIR ?? path.join(config.MC_DATA_DIR, 'keys'));

  const {
    about,
    store,
    feed: wholeFeed,
    blobs,
    snapshots,
    instances: instanceLog,
    reader: logReader,
    remover,
    ping,
    dispose,
  } = connect({
    url: config.EVENTSTORE_URL,
    log: log.child({ part: 'eventstore' }),
    writer,
    appendTimeoutMs: 1_500,
    ownAppend: config.MC_OWN_APPEND,
  });
  const pruned = new PrunedRuns(store);
  const feed = new FeedOfKept(wholeFeed, pruned);
  const keptLog = new LogOfKept(logReader, pruned);
  const reads = new ReadModels({
    databaseUrl: config.DATABASE_URL,
    log: log.child({ part: 'projections' }),
    self: { id: bootId, hasGone: (id) => instances?.hasGone(id) ?? false },
    lock: config.MC_PROJECTION_LOCK,
  });
  const warm = config.MC_WARM_UP
    ? warmUp().catch((error: unknown) =>
        log.warn({ reason: messageOf(error) }, 'the warm-up failed: the first steps take longer'),
      )
    : undefined;
  await Promise.all([warm, until('the event store', ping, log, signal)]);
  await until('PostgreSQL', () => reads.migrate(), log, signal);

  const pool: SlotPool = new SlotPool({
    gatewayId,
    maxInFlight: config.MC_MAX_IN_FLIGHT,
    nudge: (stream) => commands.runs.nudge(stream),
  });
  const commands: Commands = new Commands({
    store,
    snapshots,
    blobs,
    keys,
    clock,
    log: log.child({ part: 'writer' }),
    writer,
    inline: config.MC_SCHEDULER_INLINE,
    pool,
    prices: loadPriceTable(config.MC_PRICES_FILE),
    random: Math.random,
    warningsOf: (definition) => checkDefinition(definition, definitionTools).warnings,
  });
  const openRuns = new OpenRuns(clock.now);
  commands.runAggregate.observe(openRuns);
  await until('the event store', () => commands.start(), log, signal);

  const instances: Instances | undefined = config.MC_COORDINATION
    ? new Instances({
        instanceId: bootId,
        keys: await commands.protector.recordedHash('which keys'),
        log: instanceLog,
        control: commands.control,
        confirmControl: () => commands.confirmControl(),
        settled: () => commands.runs.settled(),
        goOn: () => void scheduler.lookAtOpenRuns().catch(() => (commands.control.hasHeldUp = true)),
        now: steadyClock(),
        logger: log.child({ part: 'instances' }),
      })
    : undefined;
  if (instances) await until('the event store', () => instances.start(), log, signal);

  const access = new Access(store);
  const { firstStart, adminKey } = await bootstrapAdmin({
    access,
    commands,
    ids: { random: randomUUID },
    keep: (key) => keepKey(config, key),
  });

  const processes = log.child({ part: 'processes' });
  const halts = new Halts(commands, openRuns);
  commands.runAggregate.observe(halts);
  commands.runAggregate.observe(pool);
  const scheduler: Scheduler = new Scheduler(
    commands,
    openRuns,
    halts,
    { inline: config.MC_SCHEDULER_INLINE, bootId },
    processes,
  );
  scheduler.onEvent((event) => {
    access.onEvent(event);
    if (event.stream === CONTROL_STREAM) instances?.controlChanged();
  });
  const meter = new FeedMeter();
  scheduler.onEvent(({ position, metadata }) => {
    if (position !== undefined) meter.note(position, metadata.at);
  });
  const timers = new Timers(commands, openRuns, clock, processes);
  const bulkJobs = new BulkJobs(commands, processes, (operatorId) => access.operator(operatorId));
  scheduler.onEvent((event) => bulkJobs.onEvent(event));

  const stopping = new AbortController();
  const keeping = recordKeeping({
    config,
    log,
    commands,
    store,
    blobs,
    keys,
    clock,
    logReader,
    keptLog,
    remover,
    pruned,
    reads,
    feed,
    signal: stopping.signal,
  });
  scheduler.onEvent((event) => keeping.onEvent(event));
  const finishing = keeping.finish();

  let committed = 0n;
  const consoles = new ConsoleGateway({
    access,
    committed: () => committed,
    trustedProxies: config.MC_TRUSTED_PROXIES,
  });
  reads.onCommit((changes, position, topics) => {
    committed = position;
    consoles.changed(changes, position, topics);
    elsewhere.committedHere(position);
  });
  const elsewhere = new CommitsElsewhere({
    committed: async () => (await reads.checkpoint())?.position ?? 0n,
    changed: (changes, position, topics) => {
      committed = position;
      consoles.changed(changes, position, topics);
    },
    now: () => performance.now(),
  });
  commands.runAggregate.observe(elsewhere);
  scheduler.onEvent((event) => elsewhere.onEvent(event));
  const agents = new AgentGateway(
    {
      access,
      commands,
      pool,
      openRuns,
      clock,
      log: log.child({ part: 'gateway' }),
      gatewayId,
      heartbeatMs: config.MC_HEARTBEAT_MS,
      ready: scheduler.ready,
      instances: instances ?? NO_OTHERS,
      caughtUp: () => scheduler.caughtUp(),
      recordedConnections: async () => {
        const agents = await reads.listAgents(new Date(clock.now()).toISOString());
        return agents.flatMap(({ agentId, connections }) => connections.map((one) => ({ ...one, agentId })));
      },
    },
    consoles,
  );
  measure(metrics, openRuns, pool, reads);

  const { app, httpServer } = await createApi({
    commands,
    reads,
    store,
    blobs,
    history: commands.history,
    replays: commands.replays,
    verifier: commands.verifier,
    personal: commands.protector.personal,
    retention: keeping.retention,
    logReader: keptLog,
    evidence: keeping.evidence,
    exports: { atOnce: config.MC_EXPORTS_AT_ONCE, stallMs: config.MC_EXPORT_STALL_MS },
    access,
    definitions,
    async openRuns(wanted) {
      if (wanted?.all) await loaded(scheduler);
      return openRuns.list();
    },
    presence: {
      gatewayId,
      silentAfterMs: SILENT_BEATS * config.MC_HEARTBEAT_MS,
      heardAt: (bootId) => [...agents.keeper.connections()].find((one) => one.bootId === bootId)?.lastSeen,
    },
    async controlEverywhere(revision) {
      await commands.runs.settled();
      if (!instances) return;
      const others = instances.others;
      await instances.everywhere(revision);
      if (others + instances.others > 0) await scheduler.caughtUp();
    },
    system: systemProbe({
      config,
      version: VERSION,
      bootId,
      about,
      meter,
      scheduler,
      openRuns,
      pool,
      gateway: agents,
      checkpointer: keeping.checkpointer,
    }),
    metrics,
    log: log.child({ part: 'api' }),
    version: VERSION,
    site: { environment: config.MC_ENVIRONMENT, trustedProxies: config.MC_TRUSTED_PROXIES },
    consoleFolder: fileURLToPath(new URL('../web', import.meta.url)),
  });
  const io = new SocketServer(httpServer, {
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: MAX_FRAME_BYTES,
  });
  scheduler.onEvent((event) => {
    agents.onEvent(event);
    consoles.onEvent(event);
  });
  agents.attach(io);
  consoles.attach(io);

  const background = [
    ...(config.MC_PROJECTIONS ? [reads.start(feed, blobs, stopping.signal)] : []),
    keepRunning(
      'the scheduler',
      () => scheduler.run(feed, openWork(reads, bulkJobs), stopping.signal),
      log,
      stopping.signal,
    ),
    keepRunning('the checkpoints', () => keeping.checkpointer.run(stopping.signal), log, stopping.signal),
    keeping.retentionTimer.run(stopping.signal),
  ];
  timers.start();
  elsewhere.start();
  await app.listen(config.MC_HTTP_PORT, config.MC_HTTP_HOST);
  const url = urlOf(httpServer.address(), config);
  log.info({ url }, 'Mission Control serves');

  return {
    url,
    firstStart,
    adminKey,
    async close() {
      stopping.abort();
      timers.stop();
      elsewhere.stop();
      agents.stop();
      io.disconnectSockets(true);
      await io.close();
      await app.close();
      await bulkJobs.stop();
      commands.close();
      await instances?.stop();
      await Promise.allSettled([...background, finishing]);
      await reads.close();
      await dispose();
    },
  };
}

/** Right after a start the open runs are still being loaded: who must not miss one waits for the last of them. */
async function loaded(scheduler: Scheduler): Promise<void> {
  if (scheduler.hasSeenAll) return;
  const isWhole = scheduler.sawAll.then(() => true);
  if (await Promise.race([isWhole, sleep(OPEN_RUNS_WITHIN_MS, false, { ref: false })])) return;
  throw new DomainError(
    'RUNS.LOADING',
    'unavailable',
    'The server has just started and is still loading the runs that are open. Try again in a moment.',
  );
}

/** The open runs as of the read models' checkpoint: what came later is in the feed from there. */
const openWork = (reads: ReadModels, bulkJobs: BulkJobs) => ({
  async list() {
    const from = await reads.checkpoint();
    const rows = from === undefined ? [] : await reads.listOpenWork();
    if (from !== undefined)
      bulkJobs.adopt(await reads.listOpenBulks(new Date(Date.now() - STOPPED_WITHIN_MS).toISOString()));
    const runs = rows.map(({ runId, revision, stepsRunning }) => ({
      stream: runStream(runId),
      revision,
      isLeased: stepsRunning > 0,
    }));
    return { from, runs };
  },
});

/** First start: the key is kept where missionctl finds it before it opens anything. */
async function keepKey(config: Config, key: string): Promise<void> {
  await mkdir(config.MC_DATA_DIR, { recursive: true, mode: 0o700 });
  const file = path.join(config.MC_DATA_DIR, 'cli.json');
  await writeFile(
    file,
    `${JSON.stringify({ url: `http://${config.MC_HTTP_HOST}:${config.MC_HTTP_PORT}`, key }, null, 2)}\n`,
    { mode: 0o600 },
  );
  await chmod(file, 0o600);
}

function urlOf(address: ReturnType<import('node:http').Server['address']>, config: Config): string {
  const port = typeof address === 'object' && address !== null ? address.port : config.MC_HTTP_PORT;
  return `http://${config.MC_HTTP_HOST}:${port}`;
}

function measure(metrics: PrometheusMetrics, openRuns: OpenRuns, pool: SlotPool, reads: ReadModels): void {
  for (const group of ['main', 'audit'] as const)
    metrics.gauge(
      `mc_read_models_${group}_lag_positions`,
      `How far the ${group} read models are behind the log; absent while nobody can tell.`,
      async () => {
        const { lag } = await reads.status(group);
        if (lag === null) throw new Error('the log cannot be asked');
        return Number(lag);
      },
    );
  metrics.gauge('mc_open_runs', 'Runs that have not ended.', () => openRuns.size);
  metrics.gauge('mc_steps_in_flight', 'Steps that are with agents of this process.', () => pool.inFlight);
  metrics.gauge('mc_runs_waiting_for_a_slot', 'Runs with a ready step and no free agent.', () =>
    [...pool.waiting().values()].reduce((sum, n) => sum + n, 0),
  );
}

import pino from 'pino';
import { Access } from '../../../src/access/access.js';
import { bootstrapAdmin } from '../../../src/access/bootstrap-admin.js';
import type { ApiDeps } from '../../../src/api/api-module.js';
import { createApi, type Api } from '../../../src/api/create-api.js';
import { definitions } from '../../../src/api/definitions.js';
import { PrometheusMetrics } from '../../../src/api/operation/prometheus.js';
import { OpenRuns } from '../../../src/processes/open-runs.js';
import { evidenceOver } from '../../support/evidence.js';
import type { Harness } from '../../support/harness.js';
import { quietRetention } from '../../support/quiet-retention.js';
import { fakePresence, fakeSystem } from './fake-server.js';

export interface HarnessServer {
  readonly api: Api;
  /** The value of `authorization` that may do everything. */
  readonly admin: string;
  /** Takes real connections from now on; answers where. */
  listen(): Promise<string>;
}

/** The real API over the real write side and a log in memory; what is read, and what else a test wants otherwise, comes with `changes`. */
export async function serverOver(
  harness: Harness,
  changes: Pick<ApiDeps, 'reads'> & Partial<ApiDeps>,
): Promise<HarnessServer> {
  const { commands, memory, clock } = harness;
  const openRuns = new OpenRuns(() => clock.now());
  commands.runAggregate.observe(openRuns);
  await commands.start();
  const access = new Access(memory.store, { now: () => clock.now() });
  const ids = { random: () => crypto.randomUUID() };
  const { adminKey } = await bootstrapAdmin({ access, commands, ids, keep: () => Promise.resolve() });
  const api = await createApi({
    commands,
    store: memory.store,
    blobs: memory.blobs,
    history: commands.history,
    replays: commands.replays,
    verifier: commands.verifier,
    personal: commands.protector.personal,
    retention: quietRetention(commands),
    logReader: memory.reader,
    evidence: evidenceOver(harness),
    access,
    definitions,
    presence: fakePresence,
    system: fakeSystem,
    openRuns: () => Promise.resolve(openRuns.list()),
    controlEverywhere: () => Promise.resolve(),
    metrics: new PrometheusMetrics({ processMetrics: false }),
    // One clock for what is recorded and for what is read: `the last 24 hours` must hold the run whenever the test runs.
    clock: { now: () => clock.now() + 1 },
    log: pino({ level: 'silent' }),
    version: '0.0.0-test',
    ...changes,
  });
  return {
    api,
    admin: `Bearer ${adminKey}`,
    async listen() {
      await api.app.listen(0, '127.0.0.1');
      const address = api.httpServer.address();
      return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    },
  };
}

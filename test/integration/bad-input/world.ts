import pino from 'pino';
import supertest from 'supertest';
import { checkHoldScope } from '../../../src/processes/hold-scope.js';
import { ReadModels } from '../../../src/projections/read-models.js';
import { Harness } from '../../support/harness.js';
import { testPostgres } from '../../support/postgres.js';
import { quietRetention } from '../../support/quiet-retention.js';
import { serverOver } from '../api/harness-server.js';
import type { Known } from './contract-values.js';

const definition = {
  id: 'mixed',
  name: 'Mixed',
  budget: { usd: '1.00' },
  steps: [
    { id: 'think', agent: 'think', model: 'test/one', output: { type: 'object' }, estimate: { usd: '0.01' } },
    { id: 'break', agent: 'break', output: true, retry: { attempts: 1 } },
    {
      id: 'publish',
      agent: 'publish',
      dependsOn: ['think'],
      tier: 'financial',
      inputs: { a: 'steps.think.output' },
      output: true,
    },
  ],
};

export interface World {
  readonly harness: Harness;
  readonly port: number;
  readonly admin: string;
  /** What there is to ask for. */
  readonly known: Known;
  /** Lines of the server's log at `error` or above. */
  readonly errors: string[];
  close(): Promise<void>;
}

/** The real API over the real write side and the real read models, on a real port: with runs in every state. */
export async function openWorld(): Promise<World> {
  const harness = new Harness();
  const stopping = new AbortController();
  const errors: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
  const postgres = await testPostgres();
  const reads = new ReadModels({ databaseUrl: postgres.url, log });
  await reads.migrate();
  const { memory } = harness;
  const projecting = reads.start(memory.feed, memory.blobs, stopping.signal);
  const server = await serverOver(harness, {
    reads,
    log,
    exports: { atOnce: 100, stallMs: 30_000 },
    retention: {
      ...quietRetention(harness.commands),
      checkScope: (scope) => checkHoldScope(harness.commands, scope),
      erase: () => Promise.resolve({ stream: 'retention', revision: 0, position: 0n, events: [] }),
    },
  });
  const url = new URL(await server.listen());
  const post = async (path: string, body: object) => {
    const answer = await supertest(url.origin).post(path).set('authorization', server.admin).send(body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text} ${errors.join('')}`);
    return answer.body;
  };

  await post('/api/workflows', { definition });
  await post('/api/workflows', { definition: { ...definition, name: 'Mixed 2' } });
  const runs: string[] = [];
  for (let i = 0; i < 6; i++) {
    const { runId } = await post('/api/runs', { workflowId: 'mixed' });
    runs.push(String(runId));
    await harness.complete(harness.task('think'), { text: 'x'.repeat(100) });
    await harness.fail(harness.task('break'), { message: 'on purpose' });
  }
  const [cancelled, paused, halted] = runs;
  await post(`/api/runs/${cancelled}/cancel`, { reason: 'no more' });
  await post(`/api/runs/${paused}/pause`, { reason: 'wait' });
  await post(`/api/runs/${halted}/halt`, { reason: 'stop' });
  const { tokenId } = await post('/api/agents/repo/tokens', { name: 'laptop' });
  await post('/api/operators', { operatorId: 'eve', name: 'Eve', roles: ['viewer'] });
  const { keyId } = await post('/api/operators/eve/keys', { name: 'laptop' });
  const { bulkId, position } = await post('/api/bulk', { action: 'cancel', target: { runs }, reason: 'all of them' });
  await reads.waitFor(BigInt(String(position)), 10_000);
  const approvals = memory.log.flatMap(({ type, data }) =>
    type === 'ApprovalRequested' ? [String(Reflect.get(Object(data), 'approvalId'))] : [],
  );
  const hashes = memory.log.map(({ metadata }) => metadata.hash);

  return {
    harness,
    port: Number(url.port),
    admin: server.admin,
    known: {
      runId: runs,
      run: runs,
      a: runs,
      b: runs,
      origin: runs,
      replayOf: runs,
      workflowId: ['mixed'],
      workflow: ['mixed'],
      stepKey: ['think', 'break', 'publish'],
      step: ['think', 'break', 'publish'],
      approvalId: approvals,
      agentId: ['repo', 'agent-one'],
      agent: ['repo', 'agent-one'],
      operatorId: ['eve'],
      operator: ['eve', 'admin'],
      bulkId: [String(bulkId)],
      tokenId: [String(tokenId)],
      keyId: [String(keyId)],
      position: ['0', '1', '7', '20'],
      revision: ['0', '1', '5'],
      stream: runs.map((runId) => `run-${runId}`),
      sha256: hashes.slice(0, 3),
    },
    errors,
    async close() {
      await server.api.app.close();
      stopping.abort();
      await projecting;
      await reads.close();
      await harness.dispose();
      await postgres.stop();
    },
  };
}

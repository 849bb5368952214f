import { memoryStore, type MemoryStore } from '../../src/eventstore/memory.js';
import type { ReadModels } from '../../src/projections/read-models.js';
import { EventLog, type RunLog } from './events.js';
import { testPostgres } from './postgres.js';
import { startProjecting, type Projecting } from './read-models.js';

export interface AuditWorld {
  readonly memory: MemoryStore;
  readonly log: EventLog;
  readonly databaseUrl: string;
  readonly projecting: Projecting;
  readonly reads: ReadModels;
  stop(): Promise<void>;
}

/** An empty log, and the audit group over it. */
export async function auditWorld(): Promise<AuditWorld> {
  const memory = memoryStore();
  const database = await testPostgres();
  const projecting = await startProjecting(memory, database.url, { groups: ['audit'] });
  return {
    memory,
    log: new EventLog(memory),
    databaseUrl: database.url,
    projecting,
    reads: projecting.readModels,
    async stop() {
      await projecting.stop();
      memory.dispose();
      await database.stop();
    },
  };
}

/** A run of two steps that asks, fails, is charged and ends. */
export async function eventfulRun(log: EventLog, name: string, workflowId = 'release-notes'): Promise<RunLog> {
  const run = log.run(name, workflowId, await log.workflow(workflowId, { collect: [], merge: ['collect'] }));
  run.dispatch('collect');
  run.fail('collect');
  run.retryAt('collect', '2026-11-24T12:10:00.000Z');
  run.dispatch('collect', { inputs: { repository: 'https://example.org/acme/rocket.git' } });
  run.usage('collect', [{ nanoUsd: '700' }, { nanoUsd: '300' }]);
  run.complete('collect', [{ nanoUsd: '5000' }]);
  run.askApproval('merge', { params: { invoice: 'INV-0042', amount: 18_240.17, note: 'Zürich, 3 adjustments' } });
  run.append('ApprovalGranted', {
    approvalId: run.approvalId('merge'),
    by: ['ines'],
    comment: 'Checked the changelog',
  });
  run.dispatch('merge');
  run.complete('merge', []);
  run.append('RunCompleted', { spentNanoUsd: '6000', tokens: 21, steps: 2 });
  return run;
}

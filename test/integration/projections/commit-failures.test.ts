import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { arm, type Failpoint } from '../../../src/faults/armed-failpoints.js';
import { memoryStore, type MemoryStore } from '../../../src/eventstore/memory.js';
import { EventLog } from '../../support/events.js';
import { testPostgres } from '../../support/postgres.js';
import { dump, sql, schemaOf, startProjecting } from '../../support/read-models.js';

let memory: MemoryStore;
/** Keeps the server running between the tests, each of which has a database of its own. */
let server: Awaited<ReturnType<typeof testPostgres>>;
let database: Awaited<ReturnType<typeof testPostgres>>;

beforeAll(async () => {
  server = await testPostgres();
});
afterAll(() => server.stop());
beforeEach(async () => {
  memory = memoryStore();
  database = await testPostgres();
});
afterEach(async () => {
  arm('');
  memory.dispose();
  await database.stop();
});

/** Projects what is in the log, and gives the rows. */
async function projected(): Promise<Record<string, string[]>> {
  const projecting = await startProjecting(memory, database.url);
  try {
    await projecting.caughtUp();
    return await dump(database.url);
  } finally {
    await projecting.stop();
  }
}

const PLACES: readonly Failpoint[] = [
  'projectionBegin.before',
  'projectionBegin.after',
  'projectionCommit.before',
  'projectionCommit.after',
];

it.each(PLACES)('a projector that fails at %s leaves rows and checkpoint, or neither', async (place) => {
  const log = new EventLog(memory);
  const definition = await log.workflow('flow', { a: [], b: ['a'] });
  for (let i = 0; i < 3; i++) {
    const run = log.run(`run ${i}`, 'flow', definition);
    run.dispatch('a');
    run.complete('a', [{ nanoUsd: '17' }]);
  }
  arm(`${place}=throw`);
  const afterFailure = await projected();
  await sql(
    database.url,
    `DROP SCHEMA ${await schemaOf(database.url)} CASCADE; DROP TABLE mission_control.read_models`,
  );
  expect(afterFailure).toEqual(await projected());
});

import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { memoryStore, type MemoryStore } from '../../src/eventstore/memory.js';
import { EventLog } from './events.js';
import { testPostgres } from './postgres.js';
import { startProjecting, type Projecting } from './read-models.js';

type Options = Parameters<typeof startProjecting>[2];

/** For each test of a file a log in memory and a database of its own, and whatever projects from the one to the other: all of it is gone after the test. */
export function projectionWorld() {
  let memory: MemoryStore;
  let log: EventLog;
  let database: Awaited<ReturnType<typeof testPostgres>>;
  /** Keeps the server running between the tests. */
  let server: Awaited<ReturnType<typeof testPostgres>>;
  const running = new Set<Projecting>();
  const stop = async (projecting: Projecting): Promise<void> => {
    running.delete(projecting);
    await projecting.stop();
  };

  beforeAll(async () => {
    server = await testPostgres();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    memory = memoryStore();
    log = new EventLog(memory);
    database = await testPostgres();
  });
  afterEach(async () => {
    for (const projecting of running) await stop(projecting);
    memory.dispose();
    await database.stop();
  });

  return {
    get memory() {
      return memory;
    },
    get log() {
      return log;
    },
    get database() {
      return database;
    },
    async project(options?: Options, from = memory): Promise<Projecting> {
      const projecting = await startProjecting(from, database.url, options);
      running.add(projecting);
      return projecting;
    },
    stop,
    /** An empty one instead of that which the test has had so far. */
    async anotherDatabase(): Promise<void> {
      await database.stop();
      database = await testPostgres();
    },
  };
}

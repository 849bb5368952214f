import { beforeEach, describe, expect, it } from 'vitest';
import { screen } from './screen.js';
import { type Running, type Service, type Supervised } from './supervisor.js';
import { starter, type StartTogether } from './together.js';

/** A service that gets ready, or fails, when the test says so; when it is given up, as a killed process does. */
class FakeService implements Service {
  isStarting = false;
  ready: () => void = () => undefined;
  fail: (message: string) => void = () => undefined;

  constructor(readonly name: string) {}

  start(signal: AbortSignal): Promise<Running> {
    this.isStarting = true;
    return new Promise((resolve, reject) => {
      this.ready = () =>
        resolve({ pid: 0, exited: new Promise(() => undefined), stop: async () => undefined, kill: () => undefined });
      this.fail = (message) => reject(new Error(message));
      signal.addEventListener('abort', () => this.fail(`${this.name} was killed`));
    });
  }
}

describe('starting services together', () => {
  let running: Supervised[];
  let start: StartTogether;
  let stopping: AbortController;
  const store = new FakeService('store');
  const server = new FakeService('server');
  const stages = [store, server].map((service) => ({ service, outcome: () => 'ready' }));
  const names = () => running.map(({ name }) => name);

  beforeEach(() => {
    running = [];
    stopping = new AbortController();
    const silent = { on: () => undefined, write: () => true, isTTY: false };
    start = starter(
      { environment: {}, screen: screen(silent, {}), signal: stopping.signal, running },
      { note: async () => undefined },
    );
  });

  it('begins all of them before any is ready, and keeps their order for the end whichever is ready first', async () => {
    const started = start(...stages);
    expect(store.isStarting && server.isStarting).toBe(true);
    server.ready();
    await Promise.resolve();
    store.ready();
    await started;
    expect(names()).toEqual(['store', 'server']);
  });

  it('says what failed first, not what that brought down', async () => {
    const started = start(...stages);
    store.fail('the store is damaged');
    await expect(started).rejects.toThrow('the store is damaged');
    expect(names()).toEqual([]);
  });

  it('leaves to be stopped what was ready when another failed', async () => {
    const started = start(...stages);
    server.ready();
    await Promise.resolve();
    store.fail('the store is damaged');
    await expect(started).rejects.toThrow('the store is damaged');
    expect(names()).toEqual(['server']);
  });

  it('gives up all of them when it is asked to stop', async () => {
    const started = start(...stages);
    stopping.abort();
    await expect(started).rejects.toThrow('was killed');
    expect(names()).toEqual([]);
  });
});

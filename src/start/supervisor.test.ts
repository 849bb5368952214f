import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Running, type Service, supervise, type SupervisorEvent } from './supervisor.js';

/** A process that ends when the test says so. */
class FakeProcess implements Running {
  readonly pid = 1;
  stopped = false;
  killed = false;
  end: (how: string) => void = () => undefined;
  readonly exited = new Promise<string>((resolve) => {
    this.end = resolve;
  });
  async stop(): Promise<void> {
    this.stopped = true;
    this.end('stopped');
  }
  kill(): void {
    this.killed = true;
  }
}

describe('the supervisor', () => {
  let processes: FakeProcess[];
  let failures: Error[];
  let events: SupervisorEvent[];
  const service: Service = {
    name: 'thing',
    async start() {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      const process = new FakeProcess();
      processes.push(process);
      return process;
    },
  };
  const latest = () => processes[processes.length - 1] ?? new FakeProcess();
  const waits = () => events.flatMap((event) => (event.type === 'ended' ? [event.restartInMs] : []));

  beforeEach(() => {
    vi.useFakeTimers();
    processes = [];
    failures = [];
    events = [];
  });
  afterEach(() => vi.useRealTimers());

  const supervised = () => supervise(service, (event) => events.push(event));

  it('waits 100 ms before the first restart, twice as long before each further one, 5 s at most', async () => {
    await supervised();
    for (let n = 0; n < 8; n += 1) {
      latest().end('SIGKILL');
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(waits()).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    expect(processes).toHaveLength(9);
  });

  it('begins with a short wait again after 30 s of work', async () => {
    await supervised();
    for (let n = 0; n < 3; n += 1) {
      latest().end('SIGKILL');
      await vi.advanceTimersByTimeAsync(5_000);
    }
    await vi.advanceTimersByTimeAsync(30_000);
    latest().end('SIGKILL');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(waits()).toEqual([100, 200, 400, 100]);
  });

  it('tries again when a restart fails, and says why', async () => {
    await supervised();
    failures.push(new Error('port in use'));
    latest().end('exit code 1');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(events).toMatchObject([
      { type: 'ended', how: 'exit code 1' },
      { type: 'ended', how: 'port in use' },
      { type: 'restarted', name: 'thing' },
    ]);
  });

  it('passes on why the first start failed, and does not try again', async () => {
    failures.push(new Error('no such program'));
    await expect(supervised()).rejects.toThrow('no such program');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(processes).toEqual([]);
  });

  it('does not start again what was stopped, whether it worked or waited for its restart', async () => {
    const working = await supervised();
    await working.stop();
    expect(latest().stopped).toBe(true);

    const waiting = await supervised();
    latest().end('SIGKILL');
    await vi.advanceTimersByTimeAsync(50);
    await waiting.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(processes).toHaveLength(2);
  });

  it('kills at once, without a restart', async () => {
    const { kill } = await supervised();
    kill();
    expect(latest().killed).toBe(true);
    latest().end('SIGKILL');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(processes).toHaveLength(1);
  });
});

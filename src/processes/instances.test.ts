import { afterEach, describe, expect, it } from 'vitest';
import { memoryStore, type MemoryStore } from '../eventstore/memory.js';
import { MemoryLog } from '../eventstore/memory-log.js';
import { CONFIRMED_MS, Instances } from './instances.js';
import { SILENT_MS } from './roster.js';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

const opened: { instances: Instances; memory: MemoryStore }[] = [];
afterEach(async () => {
  for (const { instances, memory } of opened.splice(0)) {
    await instances.stop();
    memory.dispose();
  }
});

/** Processes of the server over one log in memory. They look when the test says so; time is the test's. */
class World {
  readonly raw = new MemoryLog();
  now = 1_000;
  /** What stands in `control`. */
  controlRevision = -1;

  async instance(instanceId: string, keys?: string): Promise<Process> {
    const process = new Process(this, instanceId, keys);
    opened.push(process);
    await process.instances.start();
    return process;
  }
  get beats(): number {
    return this.raw.events.filter(({ stream, type }) => stream === 'instances' && type === 'Beat').length;
  }
}

class Process {
  readonly memory: MemoryStore;
  readonly instances: Instances;
  readonly control: ConstructorParameters<typeof Instances>[0]['control'] & { revision: number };
  /** Settles when what was decided before is written. */
  settled: Promise<void> = Promise.resolve();
  wentOn = 0;
  readonly complaints: string[] = [];
  /** Signs of life that stood in the log when `control` was last read. */
  beatsBeforeControl = 0;

  constructor(
    readonly world: World,
    instanceId: string,
    keys?: string,
  ) {
    this.memory = memoryStore({ over: world.raw });
    this.control = {
      revision: world.controlRevision,
      isConfirmed: () => true,
      look: () => Promise.resolve(),
      hasHeldUp: false,
    };
    this.instances = new Instances({
      instanceId,
      ...(keys === undefined ? {} : { keys }),
      log: this.memory.instances,
      control: this.control,
      confirmControl: async () => {
        this.beatsBeforeControl = world.beats;
        if (world.raw.down) throw new Error('the store is down');
        this.control.revision = world.controlRevision;
        await Promise.resolve();
      },
      settled: () => this.settled,
      goOn: () => this.wentOn++,
      now: () => world.now,
      logger: { ...SILENT, error: (_, message) => this.complaints.push(message) },
    });
  }
}

/** Half a second passes, and everybody looks. */
async function turn(world: World, ...processes: Process[]): Promise<void> {
  world.now += 500;
  for (const { instances } of processes) await instances.refresh();
}

describe('instances on one log', () => {
  it('write nothing while there is one', async () => {
    const world = new World();
    const a = await world.instance('a');
    for (let i = 0; i < 20; i++) await turn(world, a);
    expect(world.beats).toBe(1);
    expect(a.control.isConfirmed()).toBe(true);
  });

  it('hear of each other, and of an end without a word after three seconds, with a word at once', async () => {
    const world = new World();
    const [a, b, c] = [await world.instance('a'), await world.instance('b'), await world.instance('c')];
    await turn(world, a, b, c);
    expect([a, b, c].map(({ instances }) => instances.others)).toEqual([2, 2, 2]);
    await c.instances.stop();
    await turn(world, a);
    expect(a.instances.isAlive('c')).toBe(false);
    expect(a.instances.isAlive('b')).toBe(true);
    for (let passed = 0; passed < SILENT_MS; passed += 500) await turn(world, a);
    expect(a.instances.isAlive('b')).toBe(false);
  });

  it('say so once when they have not the same keys', async () => {
    const world = new World();
    const [a, b, c] = [
      await world.instance('a', 'of one folder'),
      await world.instance('b', 'of one folder'),
      await world.instance('c', 'of another'),
    ];
    for (let i = 0; i < 4; i++) await turn(world, a, b, c);
    for (const { complaints } of [a, b, c]) expect(complaints).toEqual([expect.stringContaining('MC_KEYS_DIR')]);
  });

  it('keep the last signs of life only', async () => {
    const world = new World();
    await world.instance('a');
    const metadata = world.raw.events.find(({ stream }) => stream === '$$instances');
    expect(JSON.parse(metadata?.data ?? '{}')).toEqual({ $maxCount: 1_000 });
  });

  it('stop by themselves before they are taken for stopped, and look at what they held up when they hear again', async () => {
    expect(CONFIRMED_MS).toBeLessThan(SILENT_MS);
    const world = new World();
    const a = await world.instance('a');
    world.raw.down = true;
    world.now += CONFIRMED_MS + 1;
    expect(a.control.isConfirmed()).toBe(false);
    await expect(a.instances.refresh()).rejects.toThrow('could not be read');
    a.control.hasHeldUp = true;
    expect(a.wentOn).toBe(0);
    world.raw.down = false;
    await a.instances.refresh();
    expect(a.control.isConfirmed()).toBe(true);
    expect([a.wentOn, a.control.hasHeldUp]).toEqual([1, false]);
  });

  it('say that they are there before they look at `control`, so that an order which does not see them is seen by them', async () => {
    const world = new World();
    const [a, b] = [await world.instance('a'), await world.instance('b')];
    await turn(world, a, b);
    // Stopped for a minute, and taken for stopped.
    for (let passed = 0; passed < 60_000; passed += 500) await turn(world, a);
    const before = world.beats;
    await b.instances.refresh();
    expect(b.beatsBeforeControl).toBe(before + 1);
  });

  it('act upon `control` no longer when their own signs of life do not get through', async () => {
    const world = new World();
    const [a, b] = [await world.instance('a'), await world.instance('b')];
    await turn(world, a, b);
    world.raw.faults = {
      beforeAppend: ({ events }) => (events.some(({ data }) => data.includes('"a"')) ? 'lost' : undefined),
    };
    for (let passed = 0; passed <= CONFIRMED_MS; passed += 500) {
      await b.instances.refresh();
      world.now += 500;
      await a.instances.refresh().catch(() => undefined);
    }
    expect(a.control.isConfirmed()).toBe(false);
  });
});

describe('an order to halt', () => {
  it('is everywhere at once when there is one instance', async () => {
    const world = new World();
    const a = await world.instance('a');
    world.controlRevision = a.control.revision = 0;
    await a.instances.everywhere(0);
    expect(world.beats).toBe(1);
  });

  it('is everywhere when each has confirmed it, and none does before what it had decided upon the old is written', async () => {
    const world = new World();
    const [a, b] = [await world.instance('a'), await world.instance('b')];
    await turn(world, a, b);
    let written: () => void = () => undefined;
    b.settled = new Promise((resolve) => (written = resolve));
    world.controlRevision = a.control.revision = 0;
    let isEverywhere = false;
    const everywhere = a.instances.everywhere(0).then(() => (isEverywhere = true));
    const confirming = b.instances.refresh();
    await new Promise((resolve) => setImmediate(resolve));
    await a.instances.refresh();
    expect(isEverywhere).toBe(false);
    const said = world.raw.events.filter(({ data }) => data.includes('"b"') && data.includes('"controlRevision":0'));
    expect(said).toEqual([]);
    written();
    await confirming;
    await everywhere;
    expect(b.control.revision).toBe(0);
  });

  it('is not everywhere before what this one itself had decided upon the old is written', async () => {
    const world = new World();
    const a = await world.instance('a');
    let written: () => void = () => undefined;
    a.settled = new Promise((resolve) => (written = resolve));
    let isEverywhere = false;
    const everywhere = a.instances.everywhere(0).then(() => (isEverywhere = true));
    for (let i = 0; i < 3; i++) await a.instances.refresh();
    expect(isEverywhere).toBe(false);
    written();
    await everywhere;
  });

  it('is everywhere when who has not confirmed it has been silent for three seconds', async () => {
    const world = new World();
    const [a, b] = [await world.instance('a'), await world.instance('b')];
    await turn(world, a, b);
    world.controlRevision = a.control.revision = 0;
    const ordered = world.now;
    let isEverywhere = false;
    const everywhere = a.instances.everywhere(0).then(() => (isEverywhere = true));
    for (; world.now < ordered + SILENT_MS - 100; world.now += 100) await a.instances.refresh();
    expect(isEverywhere).toBe(false);
    // It has stopped acting by then.
    expect(b.control.isConfirmed()).toBe(false);
    world.now = ordered + SILENT_MS;
    await everywhere;
  });

  it('is refused as unconfirmed when one gives signs of life and does not confirm', async () => {
    const world = new World();
    const [a, b] = [await world.instance('a'), await world.instance('b')];
    await turn(world, a, b);
    world.controlRevision = a.control.revision = 0;
    const everywhere = a.instances.everywhere(0);
    const refused = expect(everywhere).rejects.toMatchObject({ code: 'HALT.UNCONFIRMED', kind: 'unavailable' });
    for (let i = 0; i < 12; i++) {
      await b.memory.instances.beat({ instanceId: 'b', controlRevision: -1, left: false });
      world.now += 1_000;
      await a.instances.refresh();
    }
    await refused;
  });
});

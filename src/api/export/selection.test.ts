import { beforeAll, describe, expect, it } from 'vitest';
import { AGENT, chain, Harness, parseLease } from '../../../test/support/harness.js';
import { collect } from '../../../test/support/halts.js';
import { runStream, STREAMS } from '../../domain/catalog.js';
import type { ExportFilter } from '../../domain/export/events.js';
import type { LogReader, StoredEvent } from '../../domain/kernel/ports.js';
import { RunPlaces } from './run-places.js';
import { selectEvents } from './selection.js';

/** Two workflows; of the second one run has a step that fails once and then completes, and is paused by another operator. */
let harness: Harness;
let reader: LogReader;
let all: readonly StoredEvent[];
let [first, second] = ['', ''];
beforeAll(async () => {
  harness = new Harness();
  ({ reader } = harness.memory);
  await harness.save(chain(1));
  await harness.save(chain(2));
  first = await harness.start('chain-1');
  second = await harness.start('chain-2');
  await harness.complete(harness.task('s1'), { value: 1 });
  const eve = { kind: 'operator', id: 'eve', name: 'Eve' } as const;
  await harness.run(second, { name: 'PauseRun', payload: { reason: 'wait' } }, eve);
  await harness.run(second, { name: 'ResumeRun', payload: { reason: 'go on' } }, eve);
  harness.clock.advance(60_000);
  await harness.complete(harness.task('s2'), { value: 2 });
  const { leaseId } = parseLease(harness.pool.tasks[0] ?? harness.task('s1'));
  await harness.run(first, { name: 'LoseLease', payload: { leaseId, because: 'heartbeat' } });
  await harness.run(first, { name: 'CancelRun', payload: { reason: 'enough' } });
  all = await collect(reader.readAll({ prefixes: Object.values(STREAMS) }));
});

const select = async (
  filter: ExportFilter,
  range: { after?: bigint; through?: bigint } = {},
): Promise<readonly StoredEvent[]> => {
  const through = range.through ?? all.at(-1)?.position ?? 0n;
  return (await collect(selectEvents(reader, filter, { after: range.after, through }, false))).map(
    ({ event }) => event,
  );
};
const described = (events: readonly StoredEvent[]): string[] =>
  events.map(({ stream, revision, type }) => `${stream} ${revision} ${type}`);

describe('what is exported', () => {
  it('is every event of the product, in order, without a filter', async () => {
    expect(await select({})).toEqual(all);
    expect(all.length).toBeGreaterThan(12);
  });

  it('is of the runs that are named, one or several', async () => {
    for (const runs of [[first], [second], [first, second]])
      expect(await select({ run: runs })).toEqual(
        all.filter(({ stream }) => runs.map((run) => runStream(run)).includes(stream)),
      );
  });

  it('is of a workflow: its versions and its runs', async () => {
    expect(await select({ workflow: ['chain-2'] })).toEqual(
      all.filter(({ stream }) => stream === 'workflow-chain-2' || stream === runStream(second)),
    );
  });

  it('is what an agent did, and what was done about its work by others', async () => {
    const found = await select({ agent: [AGENT.id] });
    const types = new Set(found.map(({ type }) => type));
    expect(types).toContain('StepDispatched');
    expect(types).toContain('StepCompleted');
    expect(types).toContain('LeaseLost');
    expect(types).not.toContain('RunStarted');
    expect(await select({ agent: ['nobody'] })).toEqual([]);
  });

  it('is what an operator did or had done, and who carried it out is another question', async () => {
    const paused = (await select({ operator: ['eve'] })).map(({ type }) => type);
    expect(paused.slice(0, 2)).toEqual(['RunPaused', 'RunResumed']);
    expect((await select({ actor: 'eve' })).map(({ type }) => type)).toContain('RunPaused');
    const byAgents = await select({ actor: 'agent' });
    expect(byAgents.map(({ type }) => type)).toContain('StepCompleted');
    expect(byAgents.map(({ type }) => type)).not.toContain('RunPaused');
  });

  it('is of types, streams, steps and times, all of which must hold', async () => {
    expect(described(await select({ type: ['RunPaused'], run: [second] }))).toHaveLength(1);
    expect(await select({ type: ['RunPaused'], run: [first] })).toEqual([]);
    expect(await select({ stream: 'workflow-*' })).toEqual(all.filter(({ stream }) => stream.startsWith('workflow-')));
    expect(await select({ stream: runStream(first) })).toEqual(await select({ run: [first] }));
    expect(new Set((await select({ step: ['s2'] })).map(({ stream }) => stream))).toEqual(new Set([runStream(second)]));
    const noon = '2026-11-24T12:00:30.000Z';
    const [early, late] = [await select({ to: noon }), await select({ from: noon })];
    expect([...early, ...late]).toEqual(all);
    expect(late.map(({ type }) => type)).toContain('RunCancelled');
  });

  it('is the same from any position on as the rest of the whole, whatever it asks for', async () => {
    for (const filter of [{}, { workflow: ['chain-2'] }, { agent: [AGENT.id] }, { step: ['s2'] }, { run: [second] }]) {
      const whole = await select(filter);
      for (const { position } of all)
        expect(await select(filter, { after: position })).toEqual(whole.filter((event) => event.position > position));
      expect(await select(filter, { through: 9n })).toEqual(whole.filter((event) => event.position <= 9n));
    }
  });
});

it('places of runs are the same when hardly any are kept', async () => {
  const places = async (limits?: { runs: number; introduced: number }) => {
    const known = new RunPlaces(reader, true, limits);
    const found = [];
    for (const event of all.filter(({ stream }) => stream.startsWith('run-'))) {
      const { workflowId, introduced } = await known.of(event);
      found.push({ position: event.position, workflowId, introduced: [...introduced] });
    }
    return found;
  };
  expect(await places({ runs: 1, introduced: 0 })).toEqual(await places());
});

import { expect, it } from 'vitest';
import { CONTROL_STREAM, runStream } from '../domain/catalog.js';
import { OpenRuns } from '../processes/open-runs.js';
import { chain, Harness } from '../../test/support/harness.js';
import { EmergencyStop } from './emergency-stop.js';
import { Caller } from './http/caller.js';
import type { OpenRuns as OpenRunsPort } from './ports.js';

const ADA = { kind: 'operator', operatorId: 'ada', name: 'Ada', authId: 'key', roles: ['admin'] } as const;
const BROWSER = { host: '', secure: false, origin: undefined, session: undefined, address: '', device: '' };

/** A run of two steps, and a stop over what the process knows of it. */
async function stopOver(given: {
  readonly openRuns?: (known: OpenRuns) => OpenRunsPort;
  readonly everywhere?: (h: Harness, runId: string) => Promise<unknown>;
}) {
  const h = new Harness();
  const { commands } = h;
  const known = new OpenRuns(() => h.clock.now());
  commands.runAggregate.observe(known);
  await h.save(chain(2));
  const runId = await h.start('chain-2');
  const stop = new EmergencyStop(
    {
      onRun: (id, request, context) => commands.runs.execute(runStream(id), request, context),
      onControl: (request, context) => commands.controls.execute(CONTROL_STREAM, request, context),
    },
    given.openRuns?.(known) ?? (() => Promise.resolve(known.list())),
    async () => void (await given.everywhere?.(h, runId)),
    h.memory.store,
  );
  return { h, runId, stop };
}

it('an emergency stop that is lifted while it waits for the other servers halts nothing that was resumed meanwhile', async () => {
  const caller = new Caller(ADA, 'stop', {}, BROWSER);
  const { h, runId, stop } = await stopOver({
    async everywhere(h, runId) {
      const lift = { name: 'LiftHalt', payload: { haltId: caller.commandId, reason: 'over' } } as const;
      await h.commands.controls.execute(CONTROL_STREAM, lift, h.context());
      await h.run(runId, { name: 'ResumeRun', payload: { reason: 'over' } });
    },
  });
  await h.run(runId, { name: 'HaltRun', payload: { reason: 'by hand', scope: { kind: 'run' } } });
  await stop.order(caller, { kind: 'everything' }, 'fire');
  expect(await h.state(runId, ({ status }) => status)).toBe('running');
  await h.dispose();
});

it('a lift resumes the runs that the server is still loading, too', async () => {
  let isLoading = false;
  const { h, runId, stop } = await stopOver({
    openRuns: (known) => (wanted) => Promise.resolve(isLoading && wanted?.all !== true ? [] : known.list()),
  });
  const { haltId } = await stop.order(new Caller(ADA, 'stop', {}, BROWSER), { kind: 'everything' }, 'fire');
  isLoading = true;
  const { resumed } = await stop.lift(new Caller(ADA, 'lift', {}, BROWSER), haltId, 'over', true);
  expect({ resumed, status: await h.state(runId, ({ status }) => status) }).toEqual({ resumed: 1, status: 'running' });
  await h.dispose();
});

it('a lift that comes again resumes nothing that was halted by hand since, though the server has not heard of that', async () => {
  const { h, runId, stop } = await stopOver({
    openRuns: (known) => {
      const old: ReturnType<OpenRuns['list']>[] = [];
      return () => {
        old.push(known.list());
        return Promise.resolve(old.find(([run]) => run?.status === 'halted') ?? known.list());
      };
    },
  });
  const { haltId } = await stop.order(new Caller(ADA, 'stop', {}, BROWSER), { kind: 'everything' }, 'fire');
  const lift = () => stop.lift(new Caller(ADA, 'lift', {}, BROWSER), haltId, 'over', true);
  expect(await lift()).toMatchObject({ resumed: 1 });
  await h.run(runId, { name: 'HaltRun', payload: { reason: 'by hand', scope: { kind: 'run' } } });
  expect(await lift()).toMatchObject({ resumed: 0 });
  expect(await h.state(runId, ({ status }) => status)).toBe('halted');
  await h.dispose();
});

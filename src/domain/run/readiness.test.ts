import { expect, test } from 'vitest';
import { completed, deadLettered, dispatched, failed, key, ref, started } from '../../../test/support/run-events.js';
import { foldable, runOf } from '../../../test/support/run-spec.js';
import { seededRandom } from '../../../test/support/seeded-random.js';
import { runDecider } from './decide.js';
import type { RunEvent } from './events.js';
import { readySteps } from './readiness.js';
import type { RunState } from './state.js';

const STEPS = 12;
const skipped = (stepKey: string): RunEvent => ({
  type: 'StepSkipped',
  data: { step: ref(stepKey), because: 'operator', reason: 'not needed' },
});

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  'the same steps are ready in a run that is asked now and then as in one that is asked once (%i)',
  (seed) => {
    const random = seededRandom(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const { plan, given } = runOf(
      Array.from({ length: STEPS }, (_, i) => ({
        id: `s${i}`,
        dependsOn: [...new Set(Array.from({ length: Math.min(i, below(4)) }, () => `s${below(i)}`))],
      })),
    );
    const events: RunEvent[] = [];
    let state: RunState = { status: 'none' };
    const happens = (...more: readonly RunEvent[]): void => {
      for (const event of more) state = runDecider.evolve(state, foldable(event, events.push(event) - 1));
    };
    happens(started());
    const done = new Set<string>();
    while (done.size < STEPS) {
      const ready = readySteps(given(...events).run, plan, 0);
      // Not after each event: several get done in between.
      if (random() < 0.5) expect(readySteps(state, plan, 0)).toEqual(ready);
      const running = plan.steps.filter(
        ({ id }) => state.status !== 'none' && state.steps.get(key(id))?.status === 'running',
      );
      const ended = running[below(running.length)]?.id;
      const next = ready[below(ready.length)];
      if (next !== undefined && (ended === undefined || random() < 0.6)) happens(dispatched(next));
      else if (ended !== undefined) {
        done.add(ended);
        if (random() < 0.7) happens(completed(ended));
        else happens(failed(ended), deadLettered(ended), skipped(ended));
      }
    }
    expect(readySteps(state, plan, 0)).toEqual([]);
  },
);

/** A step that is lost is noticed soon, and may be lost again and again. */
const STEP = { heartbeat: '1500ms', timeout: '10s', retry: { attempts: 20, initial: '50ms', factor: 1 }, output: true };
const MODEL = 'demo/rules-1';

/** Steps that are quick and side by side, so that a run has more than 50 events: it gets a snapshot. */
const QUICK = Array.from({ length: 14 }, (_, i) => `quick-${i + 1}`);

/**
 * The workflow of the load: everything that a run can need of the server is in it, in a second or two. Its capabilities are those of agent.mjs.
 */
export const STORM = {
  id: 'storm',
  name: 'Storm',
  budget: { usd: '1' },
  steps: [
    { ...STEP, id: 'begin', agent: 'quick' },
    ...QUICK.map((id) => ({
      ...STEP,
      id,
      agent: 'quick',
      dependsOn: ['begin'],
      inputs: { before: 'steps.begin.output.ok' },
    })),
    { ...STEP, id: 'slow', agent: 'slow', dependsOn: ['begin'], model: MODEL, estimate: { usd: '0.0003' } },
    { ...STEP, id: 'flaky', agent: 'flaky', dependsOn: ['begin'] },
    { ...STEP, id: 'effect', agent: 'effect', dependsOn: ['begin'] },
    { ...STEP, id: 'large', agent: 'large', dependsOn: ['begin'] },
    {
      ...STEP,
      id: 'gate',
      agent: 'quick',
      tier: 'irreversible',
      approval: { onReject: 'skip', expiresAfter: '10m' },
      dependsOn: ['flaky', 'effect'],
      inputs: { ok: 'steps.effect.output.ok' },
    },
    { ...STEP, id: 'end', agent: 'quick', dependsOn: ['gate', 'slow', 'large', ...QUICK] },
  ],
};

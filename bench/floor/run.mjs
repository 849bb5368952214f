// A run of the floor: its events, its state, and what is decided on it.
import { randomUUID } from 'node:crypto';
import { APPENDS, CODEC } from './switches.mjs';
// ---- events of a realistic size: data about 500 bytes, metadata about 200
export const PAD = 'p'.repeat(120);
const enc = new TextEncoder();
const event = (type, run, data, actor) => {
  const metadata = {
    correlationId: run.corr,
    causationId: randomUUID(),
    actor: { kind: actor, id: actor === 'agent' ? 'agent-one' : 'scheduler' },
    at: new Date().toISOString(),
    v: 1,
  };
  return {
    id: randomUUID(),
    type,
    contentType: 'application/json',
    data,
    metadata: CODEC === '0' ? metadata : enc.encode(JSON.stringify(metadata)),
  };
};
export const dispatched = (run, i) => {
  const leaseId = randomUUID();
  run.lease[i] = leaseId;
  return event(
    'StepDispatched',
    run,
    {
      runId: run.id,
      stepId: i,
      attempt: 1,
      agentId: 'agent-one',
      leaseId,
      deadline: new Date(Date.now() + 60000).toISOString(),
      reservation: { amountNanos: 1250000, currency: 'USD' },
      handoff: { from: i - 1, inputs: { text: PAD, ref: PAD }, contract: 'step@1' },
    },
    'scheduler',
  );
};
export const completed = (run, r) =>
  event(
    'StepCompleted',
    run,
    {
      runId: run.id,
      stepId: r.stepId,
      attempt: 1,
      leaseId: r.leaseId,
      resultId: randomUUID(),
      output: { ...r.output, note: PAD },
      usage: r.usage,
      cost: { amountNanos: 913000, currency: 'USD', priced: 'model-a@2026-01' },
      summary: PAD,
    },
    'agent',
  );
const started = (run) =>
  event(
    'RunStarted',
    run,
    {
      runId: run.id,
      workflow: {
        id: 'bench',
        version: 1,
        steps: run.deps.map((after, i) => ({
          id: i,
          agent: 'agent-one',
          after,
          timeoutMs: 60000,
          retry: { max: 3, backoffMs: 500 },
        })),
      },
    },
    'operator',
  );

// ---- one run: fold, decide, and a queue of commands
export const newRun = (id, kind, n) => {
  const deps =
    kind === 'chain'
      ? Array.from({ length: n }, (_, i) => (i ? [i - 1] : []))
      : [[], ...Array.from({ length: n }, () => [0]), Array.from({ length: n }, (_, i) => i + 1)];
  const next = deps.map(() => []);
  deps.forEach((d, i) => d.forEach((p) => next[p].push(i)));
  return {
    id,
    stream: 'run-' + id,
    corr: randomUUID(),
    deps,
    next,
    missing: deps.map((d) => d.length),
    lease: [],
    state: deps.map(() => 'waiting'),
    left: deps.length,
    rev: -1,
    inbox: [],
    busy: false,
    finish: null,
  };
};
const evolve = (run, e) => {
  run.rev++;
  if (e.type === 'StepDispatched') run.state[e.data.stepId] = 'dispatched';
  else if (e.type === 'StepCompleted') {
    run.state[e.data.stepId] = 'completed';
    run.left--;
    for (const k of run.next[e.data.stepId]) run.missing[k]--;
  }
};
export const becameReady = (run, e) =>
  e.type === 'RunStarted'
    ? run.deps.flatMap((d, i) => (d.length ? [] : [i]))
    : e.type === 'StepCompleted'
      ? run.next[e.data.stepId].filter((k) => run.missing[k] === 0 && run.state[k] === 'waiting')
      : [];
export function decide(run, commands) {
  // commands that wait at once become one append
  const out = [];
  const put = (e) => {
    out.push(e);
    evolve(run, e);
  };
  for (const c of commands) {
    if (c.do === 'start') put(started(run));
    else if (c.do === 'dispatch') {
      if (run.state[c.i] === 'waiting') put(dispatched(run, c.i));
    } else if (run.state[c.r.stepId] === 'dispatched' && run.lease[c.r.stepId] === c.r.leaseId)
      put(completed(run, c.r));
  }
  if (APPENDS === '1')
    for (const e of [...out])
      for (const k of becameReady(run, e)) if (run.state[k] === 'waiting') put(dispatched(run, k));
  if (!run.left && !run.ended) {
    run.ended = true;
    put(
      event(
        'RunCompleted',
        run,
        {
          runId: run.id,
          steps: run.deps.length,
          cost: { amountNanos: 913000 * run.deps.length, currency: 'USD' },
          summary: PAD,
        },
        'scheduler',
      ),
    );
  }
  return out;
}

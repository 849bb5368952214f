// Read models: one subscription to $all, whatever has arrived while the last batch was being written goes into the next one; rows and checkpoint in one statement.
import pg from 'pg';
import { EventStoreDBClient, START } from '@eventstore/db-client';
const SQL = `with r as (insert into run_row(run_id, status, steps_done, revision, updated_at) select * from unnest($1::text[],$2::text[],$3::int[],$4::bigint[],$5::timestamptz[])
    on conflict (run_id) do update set status=excluded.status, steps_done=run_row.steps_done+excluded.steps_done, revision=excluded.revision, updated_at=excluded.updated_at),
  s as (insert into step_row(run_id, step_id, status, attempt, agent_id, output, at) select * from unnest($6::text[],$7::int[],$8::text[],$9::int[],$10::text[],$11::jsonb[],$12::timestamptz[])
    on conflict (run_id, step_id) do update set status=excluded.status, attempt=excluded.attempt, agent_id=coalesce(excluded.agent_id, step_row.agent_id), output=excluded.output, at=excluded.at)
  update checkpoint set position=$13`;
const EVERY = +(process.env.PROJ_EVERY ?? 0); // ms between commits: a step that is dispatched and completed meanwhile is one row
export async function startProjector({ db, client, max = 5000, onProgress }) {
  const c = new pg.Client(db);
  await c.connect();
  await c.query(
    `create table run_row(run_id text primary key, status text, steps_done int, revision bigint, updated_at timestamptz); create table step_row(run_id text, step_id int, status text, attempt int, agent_id text, output jsonb, at timestamptz, primary key(run_id, step_id)); create table checkpoint(position numeric); insert into checkpoint values (0)`,
  );
  if (process.env.PROJ_COMMIT === 'async') await c.query('set synchronous_commit=off'); // rows and checkpoint move together, and can be rebuilt
  let q = [],
    busy = false,
    done = 0;
  const sub = client.subscribeToAll({ fromPosition: START });
  const write = async () => {
    if (busy) return;
    busy = true;
    while (q.length) {
      const b = q;
      q = [];
      if (sub.isPaused()) sub.resume();
      const runs = new Map(),
        steps = new Map();
      for (const { event: e } of b) {
        const d = e.data,
          at = e.metadata.at;
        let r = runs.get(d.runId);
        if (!r) runs.set(d.runId, (r = ['running', 0, 0n, at]));
        r[2] = e.revision;
        r[3] = at;
        if (e.type === 'StepDispatched')
          steps.set(d.runId + d.stepId, [d.runId, d.stepId, 'dispatched', d.attempt, d.agentId, null, at]);
        else if (e.type === 'StepCompleted') {
          r[1]++;
          steps.set(d.runId + d.stepId, [
            d.runId,
            d.stepId,
            'completed',
            d.attempt,
            d.agentId ?? null,
            JSON.stringify(d.output),
            at,
          ]);
        } else if (e.type === 'RunCompleted') {
          r[0] = 'completed';
          done++;
        }
      }
      const R = [...runs],
        S = [...steps.values()],
        col = (k) => S.map((x) => x[k]);
      await c.query({
        name: 'p',
        text: SQL,
        values: [
          R.map((x) => x[0]),
          ...[0, 1, 2, 3].map((k) => R.map((x) => (k === 2 ? String(x[1][2]) : x[1][k]))),
          ...[0, 1, 2, 3, 4, 5, 6].map(col),
          String(b.at(-1).commitPosition),
        ],
      });
      onProgress?.(done);
      if (EVERY) await new Promise((r) => setTimeout(r, EVERY));
    }
    busy = false;
  };
  sub.on('data', (e) => {
    if (!e.event.streamId.startsWith('run-')) return;
    q.push(e);
    if (q.length >= max && busy) sub.pause();
    if (!busy) setImmediate(write);
  });
  sub.on('error', (e) => {
    console.error('projector', e);
    process.exit(1);
  });
}
if (process.argv[1] === import.meta.filename) {
  const { db, port } = JSON.parse(process.argv[2]);
  await startProjector({
    db,
    client: EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`),
    onProgress: (n) => process.send(n),
  });
  process.send(0);
  process.on('disconnect', () => process.exit(0));
}

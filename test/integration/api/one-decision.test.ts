import supertest from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { seededRandom } from '../../support/seeded-random.js';
import { invoke } from '../cli/invoke.js';
import { openWorld, type World } from '../bad-input/world.js';

/** Few in each run of all tests, `ROUNDS=100` for what was promised; `FUZZ_SEED=n` for the same again. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 30);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
const CONSOLES = 10;

const Decided = z.object({
  code: z.literal('APPROVAL.DECIDED'),
  decision: z.enum(['granted', 'rejected']),
  decidedBy: z.string(),
  detail: z.string(),
});
const Decision = z.object({ approvalId: z.string(), by: z.union([z.string(), z.array(z.string())]) });

interface Verdict {
  readonly who: string;
  readonly verb: 'approve' | 'reject';
  readonly taken: boolean;
  /** As whoever came too late was told: what was decided, and by whom. */
  readonly told: string;
}

let world: World;
let origin: string;
/** The session of each console, as its browser keeps it. */
const cookies: string[] = [];
let cliKey: string;

beforeAll(async () => {
  world = await openWorld();
  origin = `http://127.0.0.1:${world.port}`;
  const admin = async (path: string, body: object) => {
    const answer = await supertest(origin).post(path).set('authorization', world.admin).send(body);
    expect(answer.status, answer.text).toBeLessThan(300);
    return answer.body;
  };
  const keyOf = async (operatorId: string): Promise<string> => {
    await admin('/api/operators', { operatorId, name: `Name of ${operatorId}`, roles: ['approver'] });
    const { key } = await admin(`/api/operators/${operatorId}/keys`, { name: 'laptop' });
    return String(key);
  };
  for (let i = 0; i < CONSOLES; i++) {
    const key = await keyOf(`console-${i}`);
    const signedIn = await supertest(origin).post('/api/session').set('origin', origin).send({ key });
    expect(signedIn.status, signedIn.text).toBe(201);
    cookies.push(signedIn.get('set-cookie')?.[0]?.split(';')[0] ?? '');
  }
  cliKey = await keyOf('terminal');
});
afterAll(() => world.close());

test(
  `ten consoles and missionctl decide one approval at the same instant, ${ROUNDS} times: one decision, and everybody is told the same (seed ${SEED})`,
  { timeout: 60_000 + ROUNDS * 2_000 },
  async () => {
    const random = seededRandom(SEED);
    const { harness } = world;
    const verdicts = { approve: 0, reject: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const runId = await harness.start('mixed');
      const { position } = await harness.complete(harness.task('think'), { round });
      const approvalId = z
        .object({ approvalId: z.string() })
        .parse(harness.events(runId).find(({ type }) => type === 'ApprovalRequested')?.data).approvalId;
      // missionctl looks it up before it decides.
      await supertest(origin)
        .get(`/api/approvals/${approvalId}?atLeast=${position}`)
        .set('authorization', world.admin)
        .expect(200);
      const verb = () => (random() < 0.5 ? 'approve' : 'reject');
      const all = await Promise.all([
        ...cookies.map((cookie, i) => byConsole(i, cookie, runId, approvalId, verb())),
        byCli(approvalId, verb()),
      ]);

      const decisions = harness
        .events(runId)
        .filter(({ type }) => type === 'ApprovalGranted' || type === 'ApprovalRejected');
      const where = `seed ${SEED}, round ${round}: ${JSON.stringify(all)}`;
      expect(decisions, where).toHaveLength(1);
      const [decision] = decisions;
      const by = [Decision.parse(decision?.data).by].flat();
      const winners = all.filter(({ taken }) => taken);
      expect(
        winners.map(({ who }) => who),
        where,
      ).toEqual(by);
      const status = decision?.type === 'ApprovalGranted' ? 'granted' : 'rejected';
      expect(
        winners.map((winner) => winner.verb),
        where,
      ).toEqual([status === 'granted' ? 'approve' : 'reject']);
      const told = new Set(all.filter(({ taken }) => !taken).map((one) => one.told));
      expect([...told], where).toEqual([`${status} by Name of ${by[0]}`]);
      verdicts[status === 'granted' ? 'approve' : 'reject']++;
    }
    // Both must have been first now and then, else this has shown nothing.
    expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(0);
  },
);

async function byConsole(
  i: number,
  cookie: string,
  runId: string,
  approvalId: string,
  verb: Verdict['verb'],
): Promise<Verdict> {
  const answer = await supertest(origin)
    .post(`/api/runs/${runId}/approvals/${approvalId}/${verb}`)
    .set({ cookie, origin })
    .send({ comment: `I say ${verb}` });
  const taken = answer.status === 200;
  return { who: `console-${i}`, verb, taken, told: taken ? '' : toldBy(Decided.parse(answer.body).detail) };
}

async function byCli(approvalId: string, verb: Verdict['verb']): Promise<Verdict> {
  const { exit, err } = await invoke({ url: origin }, ['approval', verb, approvalId], {
    env: { MC_URL: origin, MC_KEY: cliKey },
  });
  return { who: 'terminal', verb, taken: exit === 0, told: exit === 0 ? '' : toldBy(err) };
}

const toldBy = (text: string): string => /already (\w+ by Name of [\w-]+)/.exec(text)?.[1] ?? text;

import fc from 'fast-check';

/** What happens next in a world: `pick` chooses among what there is to choose from, `n` is everything else that varies. */
export interface Move {
  readonly kind: MoveKind;
  readonly pick: number;
  readonly n: number;
  /** Goes on without waiting for this one: the next joins its append, or runs into it. */
  readonly overlaps: boolean;
}

const WEIGHTS = {
  complete: 12,
  completeBadly: 3,
  fail: 6,
  sendAgain: 3,
  late: 4,
  usage: 8,
  sideEffect: 1,
  progress: 1,
  moveLease: 1,
  loseLease: 3,
  fireTimers: 3,
  advance: 8,
  approve: 8,
  reject: 2,
  editApproval: 2,
  halt: 1,
  pause: 1,
  resume: 5,
  cancel: 0.2,
  changeBudget: 3,
  retryStep: 2,
  skipStep: 2,
  abandonStep: 0.2,
  slots: 2,
  nudge: 3,
  restart: 1,
  otherInstance: 2,
  loseAppend: 2,
  leaveUnanswered: 2,
} as const;
export type MoveKind = keyof typeof WEIGHTS;

const kinds = Object.keys(WEIGHTS).filter((kind): kind is MoveKind => kind in WEIGHTS);
const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(...kinds.map((kind) => ({ weight: Math.round(WEIGHTS[kind] * 10), arbitrary: fc.constant(kind) }))),
  pick: fc.nat(1_000),
  n: fc.nat(1_000),
  overlaps: fc.boolean(),
});

/** Nano-dollars as the dollars of a definition; the model of the tests costs one nano-dollar a token. */
const usd = (nano: number): string => (nano / 1e9).toFixed(9);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const given = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

const step = fc.record({
  /** Which of the steps before it depends on, as bits. */
  before: fc.nat(4_095),
  tier: fc.constantFrom('read', 'read', 'read', 'write', 'irreversible', 'financial'),
  approval: maybe(
    fc
      .record({
        required: maybe(fc.boolean()),
        expiresAfter: fc.constantFrom('10s', '10m'),
        onExpire: fc.constantFrom('reject', 'escalate', 'halt'),
        onReject: fc.constantFrom('fail', 'skip', 'halt'),
        approvers: fc.constantFrom(1, 1, 2),
        fourEyes: fc.boolean(),
      })
      .map(given),
  ),
  budget: maybe(fc.record({ usd: fc.constantFrom(usd(300), usd(900)), tokens: maybe(fc.constant(2_000)) }).map(given)),
  estimate: maybe(fc.record({ usd: fc.constantFrom(usd(100), usd(250)), tokens: maybe(fc.constant(200)) }).map(given)),
  timeout: fc.constantFrom('5s', '10m'),
  retry: fc.record({
    attempts: fc.integer({ min: 1, max: 3 }),
    initial: fc.constantFrom('1s', '10s'),
    max: fc.constant('15s'),
    never: fc.constantFrom([], ['permission']),
  }),
  strict: fc.boolean(),
});

/** Workflows of one to twelve steps with everything that a step may have. */
export const definitions = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 12, size: 'max' }),
    budget: maybe(fc.record({ usd: fc.constantFrom(usd(400), usd(2_000), usd(10_000)) })),
    deadline: fc.constantFrom(undefined, undefined, undefined, undefined, '1h'),
    parallelism: fc.constantFrom(1, 2, 4, 100),
    policies: fc
      .record({
        onDeadLetter: fc.constantFrom('wait', 'wait', 'fail'),
        onBudget: fc.constantFrom('pause', 'pause', 'approval', 'approval', 'halt', 'fail'),
        approveWrites: fc.boolean(),
      })
      .map(given),
  })
  .map(({ steps, parallelism, ...more }) => ({
    id: 'world',
    name: 'World',
    ...given(more),
    limits: { parallelism },
    steps: steps.map(({ before, strict, ...rest }, i) => {
      const dependsOn = Array.from({ length: i }, (_, j) => `s${j}`).filter((_, j) => (before >> j) % 2 === 1);
      const [source] = dependsOn;
      return {
        id: `s${i}`,
        agent: 'work',
        output: strict ? { type: 'object', required: ['ok'] } : true,
        dependsOn,
        ...(source === undefined ? {} : { inputs: { before: `steps.${source}.output`, fixed: '"same"' } }),
        ...given(rest),
      };
    }),
  }));

export interface World {
  readonly definition: unknown;
  readonly moves: readonly Move[];
  readonly inline: boolean;
  readonly slots: number;
}

export const worlds: fc.Arbitrary<World> = fc.record({
  definition: definitions,
  moves: fc.array(move, { minLength: 5, maxLength: 80, size: 'max' }),
  inline: fc.boolean(),
  slots: fc.constantFrom(1, 2, 1_000),
});

/** How many requests and frames there are: few in each run of all tests, `FUZZ=100000` for long. */
const USUAL = 2_000;
export const AMOUNT = Number(process.env['FUZZ'] ?? USUAL);
/** `FUZZ_SEED=n` for the same again. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
/** Ample: a machine that does much else at the same time is no fault. What hangs is found by each exchange's own limit. */
export const TIMEOUT_MS = 120_000 + AMOUNT * 60;

/** A short run ends before the memory is warm. */
export const isLong = AMOUNT > USUAL;
const WARM_UP = 0.1;

/** Each sender's share, in two parts: what warms up, and the rest. Every sender sends the same number whoever is faster, so that a seed says what is sent. */
export function shares(senders: number): readonly [warmUp: number, rest: number] {
  const each = Math.ceil(AMOUNT / senders);
  const warmUp = isLong ? Math.ceil(each * WARM_UP) : 0;
  return [warmUp, each - warmUp];
}

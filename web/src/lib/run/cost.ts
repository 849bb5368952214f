interface StepCost {
  readonly nanoUsd: string;
  readonly attempts: number;
  readonly estimate: { readonly nanoUsd: string };
}

/** What a step cost against the definition's estimate of one attempt: `12 % under`, `2.4 times`. */
export function versus({ nanoUsd, attempts, estimate }: StepCost): { readonly words: string; readonly over: boolean } {
  const expected = BigInt(estimate.nanoUsd);
  const real = BigInt(nanoUsd);
  if (expected === 0n || attempts === 0) return { words: '', over: false };
  const ratio = Number((real * 1_000n) / expected) / 1_000;
  if (ratio >= 2) return { words: `${ratio.toFixed(1)} times`, over: true };
  const percent = Math.round((ratio - 1) * 100);
  if (percent === 0) return { words: 'as estimated', over: false };
  return { words: `${Math.abs(percent)} % ${percent > 0 ? 'over' : 'under'}`, over: percent > 20 };
}

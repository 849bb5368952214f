import type { Changes } from '../batch/changes.js';
import type { AttemptRow, StepRow } from '../rows.js';
import type { RunDocument } from '../runs/document.js';

interface Reserved {
  readonly scope: 'run' | 'step';
  readonly nanoUsd: string;
  readonly tokens: number;
}

/** Sets more aside for an attempt: of several scopes the widest counts, as in the run's state. */
export function setAside(
  doc: RunDocument,
  step: StepRow,
  attempt: AttemptRow,
  reservations: readonly Reserved[],
  changes: Changes,
): void {
  const widest = reservations.find((one) => one.scope === 'run') ?? reservations[0];
  if (!widest) return;
  rebook(doc, step, attempt, changes, () => {
    attempt.setAsideNanoUsd = String(BigInt(attempt.setAsideNanoUsd) + BigInt(widest.nanoUsd));
    attempt.setAsideTokens += widest.tokens;
  });
}

export function closeReservation(doc: RunDocument, step: StepRow, attempt: AttemptRow, changes: Changes): void {
  rebook(doc, step, attempt, changes, () => void (attempt.reservationOpen = false));
}

/** A charge eats its own lease's reservation first: reserved = Σ max(0, set aside − charged) over open reservations. */
export function rebook(
  doc: RunDocument,
  step: StepRow,
  attempt: AttemptRow,
  changes: Changes,
  change: () => void,
): void {
  const before = held(attempt);
  change();
  const after = held(attempt);
  changes.attempts.update(attempt);
  if (before.nanoUsd === after.nanoUsd && before.tokens === after.tokens) return;
  for (const account of [doc.run, step]) {
    account.reservedNanoUsd = String(BigInt(account.reservedNanoUsd) + after.nanoUsd - before.nanoUsd);
    account.reservedTokens += after.tokens - before.tokens;
  }
  changes.steps.update(step);
  changes.runs.update(doc.run);
}

const NOTHING = { nanoUsd: 0n, tokens: 0 };
export function held(attempt: AttemptRow): { readonly nanoUsd: bigint; readonly tokens: number } {
  if (!attempt.reservationOpen) return NOTHING;
  const nanoUsd = BigInt(attempt.setAsideNanoUsd) - BigInt(attempt.spentNanoUsd);
  return {
    nanoUsd: nanoUsd > 0n ? nanoUsd : 0n,
    tokens: Math.max(0, attempt.setAsideTokens - attempt.spentTokens),
  };
}

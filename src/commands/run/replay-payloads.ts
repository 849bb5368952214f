import { holdsEncrypted, keysIn } from '../../domain/kernel/encrypted.js';
import { DomainError } from '../../domain/kernel/errors.js';
import type { Payload } from '../../domain/kernel/payload.js';
import type { PayloadStanding, ReplayPayloads } from '../../domain/run/replay-plan.js';
import type { Payloads } from './payloads.js';
import type { ReplayStory } from './replay-story.js';

/** Payloads beside the log that are read at once. */
const AT_ONCE = 16;

/** What is left of all that a replay takes over from its origin. Rejects with STORE.UNAVAILABLE or KEYS.UNAVAILABLE (unavailable). */
export async function payloadsLeft(payloads: Payloads, story: ReplayStory): Promise<ReplayPayloads> {
  const outputs = [...story.results.values()].flatMap(({ step, output }) =>
    output === undefined ? [] : [{ stepKey: step.stepKey, output }],
  );
  const results = new Map<string, PayloadStanding>();
  for (let at = 0; at < outputs.length; at += AT_ONCE)
    await Promise.all(
      outputs
        .slice(at, at + AT_ONCE)
        .map(async ({ stepKey, output }) => results.set(stepKey, await standingOf(payloads, output))),
    );
  return { input: await standingOf(payloads, story.input), results };
}

async function standingOf(payloads: Payloads, payload: Payload): Promise<PayloadStanding> {
  try {
    const value = await payloads.value(payload);
    if (!holdsEncrypted(value)) return 'whole';
    const wanted = keysIn(value);
    return (await payloads.personal.keys.these(wanted)).length < wanted.size ? 'erased' : 'whole';
  } catch (error) {
    if (error instanceof DomainError && error.code === 'BLOB.MISSING') return 'gone';
    throw error;
  }
}

import type { CallOf } from '$contract/endpoints.js';

export type ReplayBody = NonNullable<CallOf<'planReplay'>['body']>;

/** What is chosen for one step; empty texts choose nothing. */
export interface StepChoice {
  readonly agent: string;
  readonly model: string;
  /** A result in place of the step's own, as JSON text; undefined: none is given. */
  readonly output: string | undefined;
}
export const NO_CHOICE: StepChoice = { agent: '', model: '', output: undefined };

export interface ReplayWishes {
  readonly from: number;
  /** Undefined: the origin's. */
  readonly version: number | undefined;
  /** Undefined: the origin's. */
  readonly input: { readonly value: unknown } | undefined;
  /** As typed; empty: the workflow's own budget. */
  readonly usd: string;
  readonly steps: Readonly<Record<string, StepChoice>>;
}
export interface Place {
  readonly path: string;
  readonly message: string;
}

/** What is asked for, with only what differs from the origin; or what must be put right first. */
export function replayBody(
  wishes: ReplayWishes,
): { readonly body: ReplayBody } | { readonly problems: readonly Place[] } {
  const problems: Place[] = [];
  const usd = wishes.usd.trim().replace(/^\$/, '');
  if (usd !== '' && !/^\d{1,9}(\.\d{1,9})?$/.test(usd))
    problems.push({ path: 'budget', message: 'give dollars, for example 1.50' });
  const outputs: Record<string, unknown> = {};
  for (const [step, { output }] of Object.entries(wishes.steps)) {
    if (output === undefined) continue;
    try {
      outputs[step] = JSON.parse(output);
    } catch {
      problems.push({ path: `outputs.${step}`, message: 'is not JSON' });
    }
  }
  if (problems.length > 0) return { problems };
  const agents = chosen(wishes.steps, ({ agent }) => agent.trim());
  const models = chosen(wishes.steps, ({ model }) => model.trim());
  return {
    body: {
      from: wishes.from,
      ...(wishes.version === undefined ? {} : { version: wishes.version }),
      // Of a form or of JSON text: JSON and nothing else.
      ...(wishes.input === undefined ? {} : { input: (wishes.input.value ?? {}) as NonNullable<ReplayBody['input']> }),
      ...(usd === '' ? {} : { budget: { usd } }),
      ...(agents && { agents }),
      ...(models && { models }),
      ...(Object.keys(outputs).length === 0 ? {} : { outputs: outputs as NonNullable<ReplayBody['outputs']> }),
    },
  };
}

function chosen(steps: ReplayWishes['steps'], of: (choice: StepChoice) => string): Record<string, string> | undefined {
  const found = Object.entries(steps).flatMap(([step, choice]) => (of(choice) === '' ? [] : [[step, of(choice)]]));
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** The problems of one part of the request, without the path to it; and those of no part that has a field. */
export const problemsOf = (problems: readonly Place[], root: string): Place[] =>
  problems.flatMap(({ path, message }) => {
    if (path === root) return [{ path: '', message }];
    const rest = path.startsWith(root) ? path.slice(root.length) : '';
    return rest.startsWith('.') || rest.startsWith('[') ? [{ path: rest.replace(/^\./, ''), message }] : [];
  });

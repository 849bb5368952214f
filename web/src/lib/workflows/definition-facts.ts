export interface Fact {
  readonly label: string;
  readonly text: string;
}
type Part = Readonly<Record<string, unknown>>;
export const partOf = (value: unknown): Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

/** `$1.50 and 20,000 tokens`; empty when there is no limit. */
export function budgetText(budget: unknown): string {
  const { usd, tokens } = partOf(budget);
  return [
    ...(typeof usd === 'string' || typeof usd === 'number' ? [`$${usd}`] : []),
    ...(typeof tokens === 'number' ? [`${tokens.toLocaleString('en-US')} tokens`] : []),
  ].join(' and ');
}

/** What a definition sets for all of its runs; what it leaves to the defaults is not told. */
export function definitionFacts(definition: unknown): readonly Fact[] {
  const { budget, deadline, priority, limits, policies } = partOf(definition);
  const facts: Fact[] = [{ label: 'Budget', text: budgetText(budget) || 'no limit' }];
  if (typeof deadline === 'string') facts.push({ label: 'Deadline', text: deadline });
  if (typeof priority === 'number') facts.push({ label: 'Priority', text: String(priority) });
  const { parallelism } = partOf(limits);
  if (typeof parallelism === 'number') facts.push({ label: 'Parallel', text: `at most ${parallelism} steps` });
  for (const [name, value] of Object.entries(partOf(policies)))
    facts.push({ label: policyNames[name] ?? name, text: value === true ? 'yes' : String(value) });
  return facts;
}
const policyNames: Readonly<Record<string, string>> = {
  onDeadLetter: 'On a dead letter',
  onReject: 'On reject',
  onBudget: 'When it runs out',
  approveWrites: 'Writes ask first',
};

/** The step of a definition by its id, with what it sets: `definition.steps[].id`. */
export function stepOf(definition: unknown, stepId: string): Part | undefined {
  const { steps } = partOf(definition);
  return Array.isArray(steps) ? steps.map(partOf).find(({ id }) => id === stepId) : undefined;
}

export function stepFacts(step: Part): readonly Fact[] {
  const facts: Fact[] = [];
  const add = (label: string, value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'number') facts.push({ label, text: String(value) });
  };
  const { capability, name } = partOf(step['agent']);
  add(
    'Agent',
    typeof step['agent'] === 'string'
      ? step['agent']
      : name === undefined
        ? capability
        : `${capability}, ${name} and no other`,
  );
  add('Model', step['model'] ?? 'not pinned');
  add('Tier', step['tier'] ?? 'read');
  const after = step['dependsOn'];
  if (Array.isArray(after) && after.length > 0) add('After', after.join(', '));
  const estimate = partOf(step['estimate']);
  add('Estimate', [budgetText(estimate), estimate['duration']].filter(Boolean).join(', ') || undefined);
  add('Budget', budgetText(step['budget']) || undefined);
  add('Timeout', step['timeout']);
  add('Heartbeat', step['heartbeat']);
  const retry = partOf(step['retry']);
  add('Attempts', retry['attempts']);
  const approval = partOf(step['approval']);
  add('Asked because', approval['reason']);
  add('Expires after', approval['expiresAfter']);
  add('On expiry', approval['onExpire']);
  add('On reject', approval['onReject']);
  add('Approvers', approval['approvers']);
  if (approval['fourEyes'] === true) add('Four eyes', 'who started the run cannot approve');
  return facts;
}

/** The tabs of a run; the first is the one without `?tab=`. */
export const runTabs = ['graph', 'timeline', 'events', 'cost', 'approvals', 'definition', 'failure'] as const;
export type RunTab = (typeof runTabs)[number];

export const tabOf = (params: URLSearchParams): RunTab => runTabs.find((tab) => tab === params.get('tab')) ?? 'graph';

/** The address of the same run with other parts: the selection (`step`, `event`) is shared by all tabs. `null` removes a part. */
export function runHref(url: URL, change: Readonly<Record<string, string | null>>): string {
  const params = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(change))
    if (value === null || (name === 'tab' && value === 'graph')) params.delete(name);
    else params.set(name, value);
  const text = params.toString();
  return text === '' ? url.pathname : `${url.pathname}?${text}`;
}

export const tabs = ['graph', 'editor', 'versions', 'start'] as const;
export type Tab = (typeof tabs)[number];

/** What the address of a workflow's page says. */
export interface Address {
  readonly tab: Tab;
  /** Undefined: the latest. */
  readonly version: number | undefined;
  readonly step: string | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly view: 'steps' | 'text';
  /** A run whose input the start form begins with. */
  readonly like: string | undefined;
}

export function addressOf(params: URLSearchParams): Address {
  const number = (name: string): number | undefined => {
    const text = params.get(name) ?? '';
    return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
  };
  return {
    tab: tabs.find((tab) => tab === params.get('tab')) ?? 'graph',
    version: number('version'),
    step: params.get('step') ?? undefined,
    from: number('from'),
    to: number('to'),
    view: params.get('view') === 'text' ? 'text' : 'steps',
    like: params.get('like') ?? undefined,
  };
}

/** The address with something changed; what is the default is left out, and so is what the tab does not use. */
export function addressTo(workflowId: string, address: Partial<Address>): string {
  const { tab = 'graph', version, step, from, to, view, like } = address;
  const params = new URLSearchParams();
  if (tab !== 'graph') params.set('tab', tab);
  if (version !== undefined && tab !== 'versions') params.set('version', String(version));
  if (step !== undefined && tab === 'graph') params.set('step', step);
  if (tab === 'versions') {
    if (from !== undefined) params.set('from', String(from));
    if (to !== undefined) params.set('to', String(to));
    if (view === 'text') params.set('view', 'text');
  }
  if (like !== undefined && tab === 'start') params.set('like', like);
  const text = params.toString();
  return `/workflows/${encodeURIComponent(workflowId)}${text === '' ? '' : `?${text}`}`;
}

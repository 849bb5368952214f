const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What a comparison's address says: two runs, and the events that they are looked at. */
export interface CompareAddress {
  readonly a: string | undefined;
  readonly b: string | undefined;
  readonly aAt: number | undefined;
  readonly bAt: number | undefined;
  /** Steps that are the same too. */
  readonly all: boolean;
}

/** What cannot be read is left out. */
export function compareAddress(params: URLSearchParams): CompareAddress {
  const id = (name: string): string | undefined => {
    const text = params.get(name)?.trim().toLowerCase() ?? '';
    return ID.test(text) ? text : undefined;
  };
  const event = (name: string): number | undefined => {
    const text = params.get(name) ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  return { a: id('a'), b: id('b'), aAt: event('aAt'), bAt: event('bAt'), all: params.get('all') === '1' };
}

export function compareHref({ a, b, aAt, bAt, all }: Partial<CompareAddress>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ a, b, aAt, bAt }))
    if (value !== undefined) params.set(name, String(value));
  if (all) params.set('all', '1');
  const text = params.toString();
  return text === '' ? '/compare' : `/compare?${text}`;
}

/** The other way round. */
export const swapped = ({ a, b, aAt, bAt, all }: CompareAddress): CompareAddress => ({
  a: b,
  b: a,
  aAt: bAt,
  bAt: aAt,
  all,
});

/** A side's run, at the event that it is looked at when that is not its last one. */
export function sideHref(
  side: { readonly runId: string; readonly revision: number; readonly last: number },
  part: { readonly step?: string; readonly event?: number } = {},
): string {
  const params = new URLSearchParams();
  if (part.event !== undefined) {
    params.set('tab', 'events');
    params.set('event', String(part.event));
  }
  if (part.step !== undefined) params.set('step', part.step);
  if (side.revision !== side.last) params.set('at', String(side.revision));
  const text = params.toString();
  return `/runs/${side.runId}${text === '' ? '' : `?${text}`}`;
}

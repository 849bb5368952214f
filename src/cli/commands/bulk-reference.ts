import { endpoints } from '../../api/contract/endpoints.js';
import type { ApiClient } from '../api-client.js';
import { Failure } from '../failure.js';
import { isFullId, pickOne } from '../references.js';

/** A bulk action by its id, or by the first or last characters of it, among the newest 500. `last` is the newest. */
export async function resolveBulk(api: ApiClient, typed: string): Promise<string> {
  if (isFullId(typed)) return typed.toLowerCase();
  const { value } = await api.call(endpoints.listBulks, { query: { limit: typed === 'last' ? 1 : 500 } });
  const [newest] = value.items;
  if (typed === 'last') {
    if (newest === undefined) throw new Failure('notFound', 'There are no bulk actions yet.');
    return newest.bulkId;
  }
  const candidates = value.items.map((each) => ({
    id: each.bulkId,
    label: `${each.action} ${each.total}, ${each.status}, ${each.startedAt}`,
  }));
  return pickOne('bulk action', typed, candidates, 'List them: missionctl bulk list');
}

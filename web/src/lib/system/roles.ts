import type { Role } from '../shell/session.svelte.js';

export const roles: readonly Role[] = ['viewer', 'operator', 'approver', 'auditor', 'admin'];

/** What each allows, as one reads it beside a box. Every role may look. */
export const roleWords: Readonly<Record<Role, string>> = {
  viewer: 'sees runs, costs and queues',
  operator: 'starts, stops, retries and halts',
  approver: 'decides what waits for approval',
  auditor: 'reads and searches the whole record',
  admin: 'does everything, and gives keys and roles',
};

/** `ada-lovelace` of `Ada Lovelace`: the id that is proposed for a name. */
export const idOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);

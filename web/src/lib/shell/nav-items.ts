import Bot from '@lucide/svelte/icons/bot';
import CircleDollarSign from '@lucide/svelte/icons/circle-dollar-sign';
import Gauge from '@lucide/svelte/icons/gauge';
import List from '@lucide/svelte/icons/list';
import MailX from '@lucide/svelte/icons/mail-x';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Server from '@lucide/svelte/icons/server';
import Diamond from '@lucide/svelte/icons/diamond';
import Workflow from '@lucide/svelte/icons/workflow';

/** The nine places. `group` draws a line before a new one. */
export const places = [
  { href: '/', label: 'Overview', icon: Gauge, group: 1, key: 'o', phone: true },
  { href: '/runs', label: 'Runs', icon: List, group: 1, key: 'r', phone: true },
  { href: '/approvals', label: 'Approvals', icon: Diamond, group: 1, key: 'a', phone: true },
  { href: '/failures', label: 'Dead letters', icon: MailX, group: 1, key: 'f', phone: true },
  { href: '/workflows', label: 'Workflows', icon: Workflow, group: 2, key: 'w', phone: false },
  { href: '/agents', label: 'Agents', icon: Bot, group: 2, key: 'g', phone: false },
  { href: '/costs', label: 'Costs', icon: CircleDollarSign, group: 2, key: 'c', phone: false },
  { href: '/audit', label: 'Audit', icon: ScrollText, group: 3, key: 'u', phone: false },
  { href: '/system', label: 'System', icon: Server, group: 3, key: 's', phone: false },
] as const;

export const isAt = (href: string, pathname: string): boolean =>
  href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);

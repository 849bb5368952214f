import type { Zone } from '../models/time.js';

export type Theme = 'system' | 'light' | 'dark';

/** What this browser prefers; nothing that matters. Works without storage, too. */
class Preferences {
  theme = $state<Theme>(read('theme', ['system', 'light', 'dark'], 'system'));
  zone = $state<Zone>(read('zone', ['UTC', 'local'], 'UTC'));

  nextTheme(): Theme {
    const order: readonly Theme[] = ['system', 'light', 'dark'];
    this.theme = order[(order.indexOf(this.theme) + 1) % order.length] ?? 'system';
    write('theme', this.theme);
    applyTheme(this.theme);
    return this.theme;
  }

  nextZone(): Zone {
    this.zone = this.zone === 'UTC' ? 'local' : 'UTC';
    write('zone', this.zone);
    return this.zone;
  }
}

function applyTheme(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

function read<T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
  try {
    return allowed.find((value) => value === localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}
function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Blocked storage: it holds for this page.
  }
}

export const preferences = new Preferences();

/** Follows the system's theme while that is what is chosen. @returns a function that ends it */
export function followSystemTheme(): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const change = (): void => applyTheme(preferences.theme);
  query.addEventListener('change', change);
  return () => query.removeEventListener('change', change);
}

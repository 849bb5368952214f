import { problemOf } from '../api/problem.js';
import { part } from '../live/part.js';
import { announce } from '../shell/announce.svelte.js';
import { toastPlace } from './toast-place.svelte.js';

/** They are loaded when the first one is shown: nothing that is read first waits for them. */
const toasts = () => {
  toastPlace.wanted = true;
  return part(() => import('svelte-sonner'));
};

/** Said once, after something was done. What must be decided is never a toast. */
export function done(title: string, description?: string): void {
  void toasts().then(({ toast }) => toast.success(title, description === undefined ? {} : { description }));
  announce(description === undefined ? title : `${title}. ${description}`);
}

/** Something that was asked for could not be done: what, why, and every problem. Stays until it is closed. */
export function failed(title: string, error: unknown): void {
  const problem = problemOf(error);
  const description = [problem.message, ...problem.problems.map(({ path, message }) => `${path} ${message}`)].join(
    '\n',
  );
  void toasts().then(({ toast }) => toast.error(title, { description, duration: 12_000 }));
  announce(`${title}. ${description}`);
}

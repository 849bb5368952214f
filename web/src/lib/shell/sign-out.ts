import { goto } from '$app/navigation';
import { call } from '../api/client.js';
import { live } from '../live/live.svelte.js';
import { failed } from '../ui/toasts.js';
import { session } from './session.svelte.js';

/** Ends the session of this browser, closes its connection and leads to the sign-in page. */
export async function signOut(): Promise<void> {
  try {
    await call('signOut');
    await left();
  } catch (error) {
    failed('You are still signed in', error);
  }
}

/** The session has ended by an order of this page. */
export async function left(): Promise<void> {
  live.stop();
  session.ended();
  await goto('/sign-in?signed=out', { replaceState: true });
}

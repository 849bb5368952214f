import { createSubscriber } from 'svelte/reactivity';

/** The time now, a tick each second, only while somebody looks. Ages and countdowns read it. */
class Clock {
  private readonly subscribe = createSubscriber((update) => {
    const timer = setInterval(() => !document.hidden && update(), 1_000);
    document.addEventListener('visibilitychange', update);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', update);
    };
  });

  /** Milliseconds since 1970, tracked. */
  get now(): number {
    this.subscribe();
    return Date.now();
  }
}

export const clock = new Clock();

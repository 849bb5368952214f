/** What a word's colour says: now blue, you amber (waits for a person), bad red, ok green, stop ink, past plum. */
export type Tone = 'plain' | 'now' | 'you' | 'bad' | 'ok' | 'stop' | 'past';
export const toneText: Readonly<Record<Tone, string>> = {
  plain: 'text-ink-2',
  now: 'text-now',
  you: 'text-you',
  bad: 'text-bad',
  ok: 'text-ok',
  stop: 'text-ink font-strong',
  past: 'text-past',
};

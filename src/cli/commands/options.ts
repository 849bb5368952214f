import { type Command, InvalidArgumentError, Option } from 'commander';
import { IDEMPOTENCY_KEY } from '../../api/contract/primitives.js';
import { messageOf } from '../../domain/kernel/errors.js';
import { nanoFromUsd } from '../../domain/kernel/money.js';
import { Failure } from '../failure.js';

/** Adds examples below a command's help. */
export function examples(command: Command, lines: readonly string[]): Command {
  return command.addHelpText(
    'after',
    `\nExamples:\n${lines.map((line) => `  $ ${/^[A-Z_]+=/.test(line) ? '' : 'missionctl '}${line}`).join('\n')}`,
  );
}

/** `--x a --x b` and `--x a,b`. */
export const collect = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];
export const collectList = (value: string, before: readonly string[] | undefined): string[] => [
  ...(before ?? []),
  ...value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
];

/** Every command is recorded with a reason; an emergency must not fail for want of one. */
export const NO_REASON = 'no reason given';
export const reasonOption = (): Option =>
  new Option('-r, --reason <text>', 'why; it is recorded with your name').default(NO_REASON, `"${NO_REASON}"`);

export const keyOption = (): Option =>
  new Option('--idempotency-key <key>', 'the same key again gives the same answer and does nothing twice').argParser(
    (text) => {
      if (!IDEMPOTENCY_KEY.test(text)) throw new InvalidArgumentError('Give 1 to 200 printable ASCII characters.');
      return text;
    },
  );

export const limitOption = (fallback: number, most: number): Option =>
  new Option('-n, --limit <count>', 'at most so many')
    .default(fallback)
    .argParser((text) => wholeNumber(text, 1, most));

export function wholeNumber(text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || value < min || value > max)
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  return value;
}

/** A place in a run, as `#12` in the console. */
export const revision = (text: string): number => wholeNumber(text, 0, 1e9);

/** What an option of a moment takes, in its help. */
export const MOMENT = '2026-11-24T14:00, or 24h, 7d before now';

/** `2026-11-24`, or with a time: in UTC when it says so, else in the local zone. */
export function instant(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('Give a day or an instant, for example 2026-11-24 or 2026-11-24T14:00:00Z.');
  return at.toISOString();
}

/** An amount in nano-dollars. Throws a Failure that names the option. */
export function nanoUsd(usd: string, option = '--min-usd'): string {
  try {
    return String(nanoFromUsd(usd));
  } catch (error) {
    throw new Failure('invalid', `${option}: ${messageOf(error)}`);
  }
}

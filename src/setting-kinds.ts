import { z } from 'zod';

/** Kinds of values that settings have: texts of the environment, each refused with what it must be and never shown, since it may be a secret. */

const MAX_TEXT = 2_000;

/** A name, a path, an address. */
export const text = z
  .string()
  .max(MAX_TEXT, `has at most ${MAX_TEXT.toLocaleString('en')} characters`)
  .regex(/^\P{Cc}*$/u, 'must not have control characters');

const between = (min: number, max: number): string => `from ${min} to ${max.toLocaleString('en')}`;
const inRange =
  (min: number, max: number) =>
  (value: number): boolean =>
    value >= min && value <= max;

/** Digits only: no sign, no fraction, no `0x10` and no `1e3`. */
export function whole(min: number, max: number) {
  const error = `must be a whole number ${between(min, max)}`;
  return z.string(error).regex(/^\d+$/, { error, abort: true }).transform(Number).refine(inRange(min, max), error);
}

/** Digits, with a fraction or without. */
export function decimal(min: number, max: number) {
  const error = `must be a number ${between(min, max)}`;
  return z
    .string(error)
    .regex(/^\d+(\.\d+)?$/, { error, abort: true })
    .transform(Number)
    .refine(inRange(min, max), error);
}

export const port = (lowest: number) => whole(lowest, 65_535);

const listed = (values: readonly string[]): string =>
  `${values
    .slice(0, -1)
    .map((value) => `"${value}"`)
    .join(', ')} or "${values.at(-1)}"`;
export const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values, `must be ${listed(values)}`);

export const onOff = oneOf('on', 'off').transform((value) => value === 'on');

/** With a host (PostgreSQL's may be a folder: `postgres:///db?host=/run/postgresql`), whatever else it has; of several, as event stores have, the first is looked at. */
export const url = (...protocols: readonly string[]) =>
  text.refine(
    (address) => {
      // A password may have commas.
      const [first = ''] = address.replace(/^([a-z+]+:\/\/)[^/?#]*@/, '$1').split(',');
      if (!protocols.some((protocol) => first.startsWith(`${protocol}://`)) || !URL.canParse(first)) return false;
      const { host, searchParams } = new URL(first);
      return host !== '' || (searchParams.get('host') ?? '') !== '';
    },
    `must be a URL with a host that starts with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
  );

/** The environment without what counts as unset: nothing, or spaces. */
export const setOnly = (environment: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || value.trim() === '' ? [] : [[name, value] as const],
    ),
  );

/** `MC_HTTP_PORT must be a whole number from 0 to 65,535`: of each setting its first problem, all settings at once. */
export function problemsOf(error: z.ZodError): string[] {
  const first = new Map<string, string>();
  for (const { path, message } of error.issues) {
    const name = path.join('.');
    const missing = message.startsWith('Invalid input') ? 'is required' : message;
    if (!first.has(name)) first.set(name, `${name} ${missing}`);
  }
  return [...first.values()];
}

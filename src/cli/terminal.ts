import { styles, type Style } from './style.js';

/** Where text goes: a stream of the process, or a buffer in a test. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** All that missionctl gets from its surroundings. */
export interface Surroundings {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Asks the person at the terminal; absent when nobody sits there. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** Aborted by Ctrl-C or a request to end. */
  readonly interrupted: AbortSignal;
}

/** The options that every command takes. */
export interface GlobalOptions {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly json?: boolean | undefined;
  readonly utc?: boolean | undefined;
  readonly color?: boolean | undefined;
}

/** How to write to this person: width, colour, machine form or not. */
export interface Terminal {
  readonly style: Style;
  readonly json: boolean;
  readonly utc: boolean;
  readonly columns: number;
  readonly unicode: boolean;
  now(): number;
  line(text?: string): void;
  /** Notes beside the result: they go to stderr, so that a pipe gets the result only. */
  note(text: string): void;
  /** The machine form: one JSON document, or one line of NDJSON. */
  data(value: unknown, form?: 'document' | 'line'): void;
}

export function terminal(around: Surroundings, options: GlobalOptions): Terminal {
  const { stdout, stderr, env } = around;
  const colour = options.color !== false && wantsColour(stdout, env);
  return {
    style: styles(colour),
    json: options.json === true,
    utc: options.utc === true,
    columns: columnsOf(stdout, env),
    unicode: speaksUnicode(env),
    now: () => around.now(),
    line: (text = '') => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    data: (value, form = 'document') =>
      void stdout.write(`${form === 'line' ? JSON.stringify(value) : JSON.stringify(value, null, 2)}\n`),
  };
}

/** https://no-color.org: any value that is not empty turns colour off; FORCE_COLOR turns it on where there is no terminal. */
export function wantsColour(output: Output, env: Surroundings['env']): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '') return env['FORCE_COLOR'] !== '0';
  return output.isTTY === true && env['TERM'] !== 'dumb';
}

/** Piped output has no width of its own: 100 columns keep a table readable, COLUMNS overrides. */
export function columnsOf(output: Output, env: Surroundings['env']): number {
  const asked = Number(env['COLUMNS']);
  const columns = output.columns ?? (Number.isInteger(asked) && asked > 0 ? asked : 100);
  return Math.max(40, columns);
}

/** Boxes and ticks only where the terminal's locale can show them; no locale at all is taken as a modern one. */
function speaksUnicode(env: Surroundings['env']): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return env['TERM'] !== 'linux' && (locale === '' || /utf-?8/i.test(locale));
}

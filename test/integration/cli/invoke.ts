import { runCli } from '../../../src/cli/program.js';
import { type FakeServer, KEY } from './fake-server.js';

export interface Invoked {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}
export interface Terminal {
  readonly exit: Promise<number>;
  /** Ctrl-C. */
  interrupt(): void;
  /** Everything written to stdout so far. */
  out(): string;
  err(): string;
  /** Resolves once stdout, or stderr, holds this text after what was there before the last call. */
  shows(text: string | RegExp): Promise<void>;
}

const NOW = Date.parse('2026-11-24T14:32:19.000Z');

/** Starts missionctl in this process against a server, as a terminal (`tty`) or a pipe would. */
export function start(
  server: Pick<FakeServer, 'url'>,
  args: readonly string[],
  options: { tty?: boolean; cwd?: string; env?: Record<string, string>; says?: string } = {},
): Terminal {
  const { says } = options;
  let out = '';
  let err = '';
  const waiting = new Set<() => void>();
  const interrupt = new AbortController();
  const exit = runCli(args, {
    stdout: {
      isTTY: options.tty === true,
      columns: 80,
      rows: 40,
      write: (text) => {
        out += text;
        waiting.forEach((check) => check());
      },
    },
    stderr: {
      isTTY: options.tty === true,
      columns: 80,
      write: (text) => {
        err += text;
        waiting.forEach((check) => check());
      },
    },
    env: options.env ?? { MC_URL: server.url, MC_KEY: KEY },
    cwd: options.cwd ?? '/',
    now: () => NOW,
    interrupted: interrupt.signal,
    ask: says === undefined ? undefined : () => Promise.resolve(says),
  });
  return {
    exit,
    interrupt: () => interrupt.abort(),
    out: () => out,
    err: () => err,
    shows: (text) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!(typeof text === 'string' ? (out + err).includes(text) : text.test(out + err))) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}

/** Runs missionctl to its end. */
export async function invoke(
  server: Pick<FakeServer, 'url'>,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; says?: string } = {},
): Promise<Invoked> {
  const terminal = start(server, args, options);
  const exit = await terminal.exit;
  return { exit, out: terminal.out(), err: terminal.err() };
}

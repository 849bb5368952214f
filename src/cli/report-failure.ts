import { Failure } from './failure.js';
import { type ExitName } from './exit-codes.js';
import { clipMiddle, plain } from './style.js';
import type { Terminal } from './terminal.js';

/** What of one message is shown: it may quote what was given. */
const MAX_MESSAGE = 600;
const told = (text: string): string => clipMiddle(plain(text), MAX_MESSAGE);

/** Says what went wrong on stderr (with --json the API's own answer goes to stdout), and gives the name of the exit code. */
export function reportFailure(error: unknown, screen: Terminal): ExitName {
  const failure = failureOf(error);
  if (screen.json) {
    screen.data(failure.more.answer ?? asProblem(failure));
    return failure.exit;
  }
  for (const line of failureLines(failure, screen)) screen.note(line);
  return failure.exit;
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof Error)) return new Failure('unexpected', String(error));
  // A file that cannot be opened, made or written, wherever a command does it: the system's own words name it.
  if ('syscall' in error && 'path' in error) return new Failure('invalid', error.message);
  return new Failure('unexpected', error.stack ?? error.message);
}

/** Message and code, each problem on a line of its own, and what to do. */
export function failureLines(failure: Failure, screen: Pick<Terminal, 'style'>): string[] {
  const { style } = screen;
  const { code, problems = [], hint } = failure.more;
  // A stack trace keeps its lines; everything else is one line.
  const message = failure.exit === 'unexpected' ? failure.message : told(failure.message);
  const lines = [
    `${style.red(style.bold('error'))} ${message}${code === undefined ? '' : ` ${style.faint(`[${code}]`)}`}`,
  ];
  for (const problem of problems) lines.push(`  ${problemLine(problem, style)}`);
  if (hint !== undefined) lines.push(`${style.cyan('hint')}  ${hint}`);
  return lines;
}

/** `steps[2].dependsOn[0]  12:7  there is no step "colect"`. */
export function problemLine(
  problem: {
    readonly path: string;
    readonly message: string;
    readonly line?: number | undefined;
    readonly column?: number | undefined;
  },
  style: Terminal['style'],
): string {
  const place = problem.line === undefined ? '' : `${problem.line}:${problem.column ?? 1}`;
  return [style.bold(told(problem.path)), style.faint(place), told(problem.message)]
    .filter((part) => part !== '')
    .join('  ');
}

/** Failures that never reached the API, in the API's form, so that programs parse one thing. */
function asProblem(failure: Failure): unknown {
  return {
    type: 'about:blank',
    title: failure.message,
    code: failure.more.code ?? `CLI.${failure.exit.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
    detail: failure.message,
    ...(failure.more.problems === undefined ? {} : { problems: failure.more.problems }),
  };
}

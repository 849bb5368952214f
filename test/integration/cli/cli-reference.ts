import type { Command } from 'commander';
import { describeExitCodes } from '../../../src/cli/exit-codes.js';
import { buildProgram } from '../../../src/cli/program.js';
import type { Surroundings } from '../../../src/cli/terminal.js';

/** docs/cli.md: the help of every command, from the commands themselves, so that it is never out of date. */
export async function cliReference(): Promise<string> {
  const parts = [
    '# missionctl',
    'Made from the commands\' own `--help` by the test "docs/cli.md is the help of every command"; `npx vitest run --project integration test/integration/cli -u` writes it anew.',
    block(describeExitCodes().trimEnd()),
  ];
  const program = buildProgram(paper(), { exit: 'ok' });
  parts.push(block(await helpOf([])));
  for (const { path } of leaves(program, [])) parts.push(`## missionctl ${path.join(' ')}`, block(await helpOf(path)));
  return `${parts.join('\n\n')}\n`;
}

const block = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;

function leaves(command: Command, path: readonly string[]): { path: readonly string[] }[] {
  return command.commands.flatMap((each) => {
    const own = [...path, each.name()];
    return each.commands.length > 0 ? leaves(each, own) : [{ path: own }];
  });
}

/** The options that every command takes are said once, in the help of missionctl itself. */
async function helpOf(path: readonly string[]): Promise<string> {
  const around = paper();
  const fresh = buildProgram(around, { exit: 'ok' });
  await fresh.parseAsync([...path, '--help'], { from: 'user' }).catch(() => undefined);
  const text = around.text().trimEnd();
  return path.length === 0 ? text : text.replace(/\n\nGlobal Options:\n(?: .*\n)+/, '\n');
}

/** Surroundings that only remember what was written, 100 columns wide. */
function paper(): Surroundings & { text(): string } {
  let text = '';
  return {
    stdout: { columns: 100, write: (piece) => void (text += piece) },
    stderr: { columns: 100, write: () => undefined },
    env: { NO_COLOR: '1' },
    cwd: '/',
    now: () => 0,
    interrupted: new AbortController().signal,
    text: () => text,
  };
}

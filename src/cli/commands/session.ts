import type { Command } from 'commander';
import { endpoints } from '../../api/contract/endpoints.js';
import type { ExitName } from '../exit-codes.js';
import type { Act, Invocation } from '../invocation.js';
import { plain } from '../style.js';
import { facts } from '../table.js';
import { examples } from './options.js';

export function sessionCommands(program: Command, act: Act): void {
  examples(
    program
      .command('whoami')
      .description('which server, which operator, which roles')
      .action(
        act(async ({ screen, api, where }) => {
          const { value, raw } = await api.call(endpoints.getMe);
          if (screen.json) return screen.data(raw);
          const { url, from } = where();
          facts(
            [
              ['server', `${url} (from ${from})`],
              ['operator', `${plain(value.operatorId)} (${plain(value.name)})`],
              ['roles', value.roles.join(', ')],
              ['key', value.keyId ?? 'none'],
            ],
            screen.style,
          ).forEach((line) => screen.line(line));
        }),
      ),
    ['whoami', 'whoami --json'],
  );
  examples(
    program
      .command('health')
      .description('is the server ready, with its stores and read models (exit 9 when it is not)')
      .action(act(health)),
    ['health', 'health --json'],
  );
}

async function health({ screen, api, where }: Invocation): Promise<ExitName> {
  const { status, body } = await api.probe('/health/ready');
  const exit = status === 200 ? 'ok' : 'unavailable';
  if (screen.json) {
    screen.data(body ?? { status });
    return exit;
  }
  screen.line(`${exit === 'ok' ? screen.style.green('ready') : screen.style.red('not ready')}  ${where().url}`);
  facts(flatten(body, ''), screen.style).forEach((line) => screen.line(line));
  return exit;
}

/** Nested members as `stores.postgres`; the answer's form is the server's own business. */
function flatten(value: unknown, prefix: string): (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return prefix === '' ? [] : [[prefix, plain(String(value))]];
  return Object.entries(value).flatMap(([name, member]) =>
    flatten(member, prefix === '' ? plain(name) : `${prefix}.${plain(name)}`),
  );
}

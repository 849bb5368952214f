import type { Command } from 'commander';
import { endpoints } from '../../api/contract/endpoints.js';
import type { ReadModelGroup, System } from '../../api/contract/system.js';
import type { ExitName } from '../exit-codes.js';
import type { Act, Invocation } from '../invocation.js';
import { plain, type Style } from '../style.js';
import { facts, table } from '../table.js';
import { formatDuration } from '../time.js';
import { examples } from './options.js';

export function systemCommands(program: Command, act: Act): void {
  examples(
    program
      .command('system')
      .description('stores, read models and processes as they are now (exit 9 when something is away)')
      .action(act(system)),
    ['system', 'system --json'],
  );
}

async function system({ screen, api }: Invocation): Promise<ExitName> {
  const { value, raw } = await api.call(endpoints.getSystem);
  const exit = value.status === 'notReady' ? 'unavailable' : 'ok';
  if (screen.json) {
    screen.data(raw);
    return exit;
  }
  const { style } = screen;
  const { server, stores } = value;
  facts(
    [
      ['state', value.status === 'ready' ? style.green('ready') : style.red(value.status)],
      ['server', `${server.version} on Node ${server.node}, up ${formatDuration(server.uptimeMs)}`],
      ['memory', `${Math.round(server.memory.rssBytes / 1e6)} MB, loop delay ${server.eventLoopDelayMs} ms`],
      ['event store', storeText(stores.eventStore, style)],
      ['PostgreSQL', storeText(stores.postgres, style)],
    ],
    style,
  ).forEach((line) => screen.line(line));
  screen.line();
  table(
    value.readModels,
    [
      { title: 'READ MODELS', value: (each) => each.group, paint: (cell, _, s) => s.bold(cell) },
      { title: 'STATE', value: (each) => each.state },
      { title: 'POSITION', value: (each) => each.position, align: 'right' },
      { title: 'BEHIND', value: behind, align: 'right' },
      {
        title: 'PARKED',
        value: (each) => String(each.parkedEvents + each.deadLettered),
        align: 'right',
        paint: (cell, each, s) => (each.deadLettered > 0 ? s.red(cell) : cell),
      },
      { title: 'REBUILD', value: rebuild, shrinkTo: 10 },
    ],
    screen,
  ).forEach((line) => screen.line(line));
  screen.line();
  table(
    value.processes,
    [
      { title: 'PROCESS', value: (each) => each.name, paint: (cell, _, s) => s.bold(cell) },
      { title: 'RUNS', value: (each) => (each.running ? 'yes' : 'no') },
      { title: 'WHAT', value: (each) => each.detail, shrinkTo: 16 },
    ],
    screen,
  ).forEach((line) => screen.line(line));
  return exit;
}

function storeText(store: System['stores']['postgres'], style: Style): string {
  if (!store.reachable) return `${style.red('away')}, ${store.kind}: ${plain(store.detail ?? '')}`;
  return `${plain(store.version ?? 'version unknown')}, ${store.kind}, ${store.latencyMs ?? 0} ms`;
}

function behind({ lagEvents, lagMs, logEnd }: ReadModelGroup): string {
  if (logEnd === null) return 'unknown';
  if (lagEvents === 0) return 'nothing';
  if (lagEvents === null || lagMs === null) return 'over 10,000 events';
  return `${lagEvents.toLocaleString('en')} events, ${formatDuration(lagMs)}`;
}

function rebuild({ rebuild: progress }: ReadModelGroup): string {
  if (progress === null) return '';
  const { indexes, leftMs } = progress;
  const making = indexes && `, index ${indexes.made + 1} of ${indexes.of}`;
  const left = making ?? (leftMs === null ? '' : `, ${formatDuration(leftMs)} left`);
  return `${Math.floor(progress.done * 100)} %${progress.state === 'stopped' ? ', stopped' : left}`;
}

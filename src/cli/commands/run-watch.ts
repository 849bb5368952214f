import type { ExitName } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { jsonShow, liveShow, plainShow, quietShow } from '../watch/shows.js';
import { type Show, watchRun } from '../watch/watch-run.js';

export interface WatchFlags {
  readonly wait: boolean;
  readonly plain?: boolean;
}

export const watch = (cli: Invocation, runId: string, flags: WatchFlags): Promise<ExitName> =>
  follow(cli, runId, { as: flags.plain === true ? 'plain' : 'live', wait: flags.wait });

/** Stays with a run until it ends: a picture on a terminal, lines in a pipe, NDJSON with --json. */
export async function follow(
  cli: Invocation,
  runId: string,
  { as, wait, from }: { as: 'live' | 'plain' | 'quiet'; wait: boolean; from?: number },
): Promise<ExitName> {
  const { around, screen, api, where } = cli;
  const isScreen = around.stdout.isTTY === true && around.env['TERM'] !== 'dumb';
  const isLive = as === 'live' && isScreen && !screen.json;
  const exit = await watchRun({
    api,
    where,
    interrupted: around.interrupted,
    runId,
    show: showFor(),
    wait,
    from,
    tickMs: isLive ? 250 : 1_000,
  });
  if (exit === 'interrupted' && !screen.json)
    screen.note(`The run goes on. Watch it again: missionctl run watch ${runId}`);
  return exit;

  function showFor(): Show {
    if (screen.json) return as === 'quiet' ? { update: () => undefined, end: () => undefined } : jsonShow(screen);
    if (as === 'quiet') return quietShow(screen);
    return isLive ? liveShow(around, screen) : plainShow(around, screen);
  }
}

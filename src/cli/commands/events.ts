import { type Command, Option } from 'commander';
import { endpoints } from '../../api/contract/endpoints.js';
import type { RunEvent } from '../../api/contract/run-views.js';
import type { Act, Invocation } from '../invocation.js';
import { resolveRun } from '../references.js';
import { clipStyled } from '../style.js';
import { toPictureEvent } from '../watch/fetch-picture.js';
import { eventLine, USUAL_WIDTHS } from '../watch/render.js';
import { examples, wholeNumber } from './options.js';

interface EventsOptions {
  readonly full?: boolean;
  readonly from?: number;
  readonly limit?: number;
}

export function eventsCommands(program: Command, act: Act): void {
  examples(
    program
      .command('events')
      .description('the record of a run: every event, in order; or one of them with all that it holds')
      .argument('<run>', "the run's id, its first or last characters, or: last")
      .argument('[revision]', 'show this event only, with its data and metadata', (text: string) =>
        wholeNumber(text, 0, 1e9),
      )
      .option('--full', 'with data and metadata')
      .addOption(
        new Option('--from <revision>', 'from this revision on').argParser((text) => wholeNumber(text, 0, 1e9)),
      )
      .addOption(
        new Option('-n, --limit <count>', 'at most so many; default: all').argParser((text) =>
          wholeNumber(text, 1, 1e9),
        ),
      )
      .action(
        act(async (cli, typed: string, revision: number | undefined, options: EventsOptions) => {
          const runId = await resolveRun(cli.api, typed);
          return revision === undefined ? list(cli, runId, options) : showOne(cli, runId, revision);
        }),
      ),
    ['events last', 'events 7c9e6679 12', 'events 7c9e6679 --full --json > run.ndjson'],
  );
}

const PAGE = 500;

async function list(cli: Invocation, runId: string, options: EventsOptions): Promise<void> {
  const { screen, api } = cli;
  let left = options.limit ?? Infinity;
  let from: number | undefined = options.from ?? 0;
  while (from !== undefined && left > 0) {
    const { value, raw }: { value: { items: RunEvent[]; next?: number | undefined }; raw: unknown } = await api.call(
      endpoints.listRunEvents,
      {
        params: { runId },
        query: { view: options.full === true ? 'full' : 'index', from, limit: Math.min(PAGE, left) },
      },
    );
    if (screen.json) for (const item of itemsOf(raw)) screen.data(item, 'line');
    else value.items.forEach((event) => tell(cli, event, options.full === true));
    left -= value.items.length;
    from = value.next !== undefined && value.next > from ? value.next : undefined;
  }
}

/** The items exactly as the API gave them. */
const itemsOf = (raw: unknown): readonly unknown[] =>
  typeof raw === 'object' && raw !== null && 'items' in raw && Array.isArray(raw.items) ? raw.items : [];

function tell({ screen }: Invocation, event: RunEvent, full: boolean): void {
  const line = eventLine(toPictureEvent(event), USUAL_WIDTHS, screen);
  screen.line(clipStyled(line, screen.columns));
  if (full && event.data !== undefined)
    for (const text of JSON.stringify(event.data, null, 2).split('\n')) screen.line(`      ${text}`);
}

async function showOne({ screen, api }: Invocation, runId: string, revision: number): Promise<void> {
  const { value, raw } = await api.call(endpoints.getRunEvent, {
    params: { runId, revision },
    query: { payloads: 'inline' },
  });
  if (screen.json) return screen.data(raw);
  screen.line(eventLine(toPictureEvent(value), { types: value.type.length, revisions: 1, steps: 0 }, screen));
  for (const [title, part] of [
    ['data', value.data],
    ['metadata', value.metadata],
  ] as const) {
    if (part === undefined) continue;
    screen.line(screen.style.faint(`${title}:`));
    screen.line(JSON.stringify(part, null, 2));
  }
}

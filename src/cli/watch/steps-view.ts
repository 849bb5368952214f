import { layersOf } from '../../domain/kernel/layers.js';
import { formatUsd } from '../../domain/kernel/money.js';
import { clip, clipStyled, pad, plain, type Style, width } from '../style.js';
import { formatDistance, formatDuration, formatElapsed } from '../time.js';
import { byKey, endedAs, openDependencies, type Picture, type PictureStep } from './picture.js';
import { STEP_WORD_WIDTH, stepSign } from './signs.js';

/** How the picture is drawn. */
export interface View {
  readonly columns: number;
  /** Lines that fit on the screen; undefined: as many as there are. */
  readonly rows?: number | undefined;
  readonly style: Style;
  readonly unicode: boolean;
  readonly utc: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** The DAG, one line a step in dependency order; steps of one layer, which can run side by side, share a bracket. */
export function stepLines(picture: Picture, view: View, room = Infinity): string[] {
  const shown = choose(picture.steps, room);
  const layers = layersOf(picture.steps, ({ stepKey }) => stepKey)
    .map((layer) => layer.filter((step) => shown.has(step)))
    .filter((layer) => layer.length > 0);
  const lookup = byKey(picture.steps);
  const rows = layers.flatMap((layer) =>
    layer.map((step, i) => ({ step, bracket: bracket(i, layer.length, view.unicode) })),
  );
  const nameWidth = Math.min(
    Math.max(4, ...rows.map(({ step }) => width(plain(step.stepKey)))),
    Math.max(12, Math.floor(view.columns * 0.3)),
  );
  const agentWidth = Math.min(
    18,
    Math.max(0, ...rows.map(({ step }) => (isShown(step.agent) ? width(plain(step.agent ?? '')) : 0))),
  );
  const costWidth = Math.max(0, ...rows.map(({ step }) => costOf(step).length));
  const lines = rows.map(({ step, bracket: mark }) =>
    clipStyled(stepLine(step, mark, { nameWidth, agentWidth, costWidth }, { picture, lookup, view }), view.columns),
  );
  const rest = picture.steps.filter((step) => !shown.has(step));
  if (rest.length > 0)
    lines.push(view.style.faint(clip(`   … ${rest.length} more: ${countByState(rest)}`, view.columns)));
  return lines;
}

const isShown = (text: string | undefined): boolean => text !== undefined && text !== '';

function bracket(i: number, of: number, unicode: boolean): string {
  if (of === 1) return ' ';
  if (i === 0) return unicode ? '╭' : '/';
  if (i === of - 1) return unicode ? '╰' : '\\';
  return unicode ? '│' : '|';
}

function stepLine(
  step: PictureStep,
  mark: string,
  widths: { nameWidth: number; agentWidth: number; costWidth: number },
  { picture, lookup, view }: { picture: Picture; lookup: ReadonlyMap<string, PictureStep>; view: View },
): string {
  const { style } = view;
  const open = openDependencies(step, lookup);
  const ready = step.status === 'pending' && open.length === 0 && picture.run.status === 'running';
  const isOver = step.status === 'pending' && endedAs(picture.run) !== undefined;
  const sign = stepSign(isOver ? 'notReached' : ready ? 'ready' : step.status);
  const icon = view.unicode ? (step.status === 'running' ? spinner(view.now) : sign.icon) : sign.plainIcon;
  const name = pad(clip(plain(step.stepKey), widths.nameWidth), widths.nameWidth + 1);
  const word = pad(sign.word, STEP_WORD_WIDTH);
  const attempt = pad(step.attempt > 0 ? `#${step.attempt}` : '', 3);
  const agent = pad(clip(plain(step.agent ?? ''), widths.agentWidth), widths.agentWidth);
  const elapsed = pad(elapsedOf(step, view.now), 7, 'right');
  const note = isOver ? '' : noteOf(step, open, ready, view.now);
  // Where nothing was spent the note takes the room of the cost: an error is worth more than a column.
  const cost = step.costNano === 0n && note !== '' ? [] : [pad(costOf(step), widths.costWidth, 'right')];
  const quiet = step.status === 'pending' && !ready;
  return [
    style.faint(mark),
    style[sign.colour](icon),
    quiet ? style.faint(name) : name,
    style[sign.colour](word),
    // A step that has not begun has no attempt, agent or time: what it waits for takes their place.
    ...(step.attempt === 0 && note !== ''
      ? [style.faint(note)]
      : [attempt, style.faint(agent), elapsed, ...cost, style.faint(note)]),
  ]
    .join(' ')
    .trimEnd();
}

const costOf = (step: PictureStep): string => (step.costNano === 0n ? '' : formatUsd(step.costNano));

function spinner(now: number): string {
  return SPINNER[Math.floor(now / 250) % SPINNER.length] ?? '▶';
}

function elapsedOf(step: PictureStep, now: number): string {
  if (step.startedAt === undefined) return '';
  if (step.endedAt !== undefined) return formatDuration(Date.parse(step.endedAt) - Date.parse(step.startedAt));
  return step.status === 'running' ? formatElapsed(now - Date.parse(step.startedAt)) : '';
}

function noteOf(step: PictureStep, open: readonly string[], ready: boolean, now: number): string {
  switch (step.status) {
    case 'running': {
      const percent = step.progress?.percent === undefined ? '' : `${Math.round(step.progress.percent)} %`;
      return [percent, plain(step.progress?.message ?? '')].filter((part) => part !== '').join(' ');
    }
    case 'pending':
      return ready
        ? `waits for an agent (${plain(step.capability)})`
        : open.length > 0
          ? `after ${open.map(plain).join(', ')}`
          : '';
    case 'approved':
      return `waits for an agent (${plain(step.capability)})`;
    case 'awaitingRetry':
      return [step.retryAt === undefined ? '' : formatDistance(step.retryAt, now), plain(step.error ?? '')]
        .filter((part) => part !== '')
        .join(': ');
    case 'awaitingApproval':
      return `${step.tier} step`;
    case 'completed':
      return '';
    default:
      return plain(step.error ?? '');
  }
}

/** What matters most comes first when not all fit: what a person must see, what moves, what ended last, what comes next. */
function choose(steps: readonly PictureStep[], room: number): ReadonlySet<PictureStep> {
  if (steps.length <= room) return new Set(steps);
  const rank = (step: PictureStep): number => {
    switch (step.status) {
      case 'deadLetter':
      case 'failed':
      case 'awaitingApproval':
      case 'awaitingBudget':
      case 'abandoned':
        return 0;
      case 'running':
      case 'approved':
        return 1;
      case 'awaitingRetry':
        return 2;
      case 'pending':
        return 4;
      default:
        return 3;
    }
  };
  const ended = (step: PictureStep): number => (step.endedAt === undefined ? 0 : Date.parse(step.endedAt));
  const ranked = steps
    .map((step, order) => ({ step, order }))
    .sort((a, b) => rank(a.step) - rank(b.step) || ended(b.step) - ended(a.step) || a.order - b.order);
  // Those that have ended never fill the picture: the next ones to come keep a third of what is left.
  const places = Math.max(1, room - 1);
  const pressing = ranked.filter(({ step }) => rank(step) < 3).slice(0, places);
  const left = places - pressing.length;
  const next = ranked.filter(({ step }) => rank(step) === 4);
  const done = ranked.filter(({ step }) => rank(step) === 3);
  const nextPlaces = Math.min(next.length, Math.max(left - done.length, Math.ceil(left / 3)));
  return new Set(
    [...pressing, ...next.slice(0, nextPlaces), ...done.slice(0, left - nextPlaces)].map(({ step }) => step),
  );
}

function countByState(steps: readonly PictureStep[]): string {
  const counts = new Map<string, number>();
  for (const step of steps) {
    const { word } = stepSign(step.status);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

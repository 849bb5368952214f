import { formatUsd } from '../../domain/kernel/money.js';
import { shortId } from '../references.js';
import { clipStyled, pad, plain, width, wrap } from '../style.js';
import { formatClock, formatDistance, formatDuration, formatElapsed } from '../time.js';
import { endedAs, isForPerson, type Picture, type PictureEvent, type PictureWait } from './picture.js';
import { eventColour, runSign } from './signs.js';
import { stepLines, type View } from './steps-view.js';

export type { View } from './steps-view.js';

/** How the picture is kept up to date, as far as the person should know. */
export type LinkState = 'live' | 'polling' | 'reconnecting';

const EVENTS_SHOWN = 8;

/** The whole picture as lines, each within the view's columns; within its rows too when they are known, as long as 12 are given. */
export function render(picture: Picture, link: LinkState, view: View): string[] {
  const head = [...headerLines(picture, link, view), ''];
  const waits = waitLines(picture, view);
  const tail = [...budgetLines(picture, view), ...(waits.length > 0 ? ['', ...waits] : [])];
  const fixed = head.length + 1 + tail.length;
  // The screen's last row stays free: a newline there would scroll the picture away.
  const room = view.rows === undefined ? Infinity : Math.max(12, view.rows - 1) - fixed;
  const wanted = Math.min(EVENTS_SHOWN, picture.events.length);
  const steps = stepLines(
    picture,
    view,
    Number.isFinite(room) ? Math.max(3, room - (wanted > 0 ? wanted + 2 : 0)) : room,
  );
  const eventRoom = Number.isFinite(room) ? Math.max(0, Math.min(EVENTS_SHOWN, room - steps.length - 2)) : EVENTS_SHOWN;
  const events = eventLines(picture.events.slice(picture.events.length - Math.min(eventRoom, wanted)), view);
  return [...head, ...steps, '', ...tail, ...(events.length > 0 ? ['', ...events] : [])].map((line) =>
    clipStyled(line, view.columns),
  );
}

function headerLines({ run, steps }: Picture, link: LinkState, view: View): string[] {
  const { style } = view;
  const sign = runSign(run.status);
  const state = style[sign.colour](style.bold(`${view.unicode ? sign.icon : sign.plainIcon} ${sign.word}`));
  const until = run.endedAt === undefined ? view.now : Date.parse(run.endedAt);
  const took = until - Date.parse(run.startedAt);
  const elapsed = run.endedAt === undefined ? formatElapsed(took) : formatDuration(took);
  const done = steps.filter((step) => step.status === 'completed' || step.status === 'skipped').length;
  const left = `${style.bold(plain(run.workflowId))} ${style.faint(`v${run.version}`)}  ${state}  ${elapsed}  ${style.faint(`${done} of ${steps.length} steps`)}`;
  const right = link === 'live' || endedAs(run) !== undefined ? '' : linkText(link, view);
  const gap = Math.max(2, view.columns - width(left) - width(right));
  const second = [
    `run ${run.runId}`,
    `by ${plain(run.operator)}`,
    ...(run.source === undefined ? [] : [`replay of ${shortId(run.source.runId)} at #${run.source.revision}`]),
    ...(run.deadlineAt !== undefined && endedAs(run) === undefined
      ? [`deadline ${formatDistance(run.deadlineAt, view.now)}`]
      : []),
  ].join(`  `);
  const lines = [right === '' ? left : `${left}${' '.repeat(gap)}${right}`, style.faint(second)];
  if (run.reason !== undefined && run.reason !== '')
    lines.push(...wrap(plain(run.reason), view.columns - 2).map((line) => style[sign.colour](`  ${line}`)));
  return lines;
}

function linkText(link: LinkState, view: View): string {
  return link === 'reconnecting' ? view.style.yellow('reconnecting …') : view.style.faint('by polling');
}

function budgetLines({ run }: Picture, view: View): string[] {
  const { spentNano, reservedNano, limitNano, limitTokens, spentTokens } = run.budget;
  const { style } = view;
  const parts = [`${formatUsd(spentNano)} spent`];
  if (reservedNano !== 0n) parts.push(`${formatUsd(reservedNano)} reserved`);
  const lines: string[] = [];
  if (limitNano === undefined) lines.push(`${style.faint('Cost  ')}  ${parts.join(' + ')}${style.faint(', no limit')}`);
  else {
    const used = limitNano === 0n ? 100 : Number(((spentNano + reservedNano) * 1_000n) / limitNano) / 10;
    const text = `${parts.join(' + ')} of ${formatUsd(limitNano)}`;
    const percent = `${used.toFixed(used < 10 ? 1 : 0)} %`;
    lines.push(`${style.faint('Budget')}  ${meter(run.budget, limitNano, view)} ${pad(percent, 5, 'right')}  ${text}`);
  }
  if (limitTokens !== undefined || spentTokens > 0) {
    const limit = limitTokens === undefined ? '' : ` of ${limitTokens.toLocaleString('en')}`;
    lines.push(`${style.faint('Tokens')}  ${spentTokens.toLocaleString('en')}${limit}`);
  }
  return lines;
}

/** Spent is solid, reserved is hatched, what is left is empty. */
function meter(budget: Picture['run']['budget'], limitNano: bigint, view: View): string {
  const cells = view.columns >= 100 ? 24 : 14;
  // Rounded up, so that the first cent shows; but full means that nothing is left.
  const share = (nano: bigint): number =>
    nano >= limitNano ? cells : Math.min(cells - 1, Number((nano * BigInt(cells) + limitNano - 1n) / limitNano));
  const spent = share(budget.spentNano);
  const reserved = Math.max(0, share(budget.spentNano + budget.reservedNano) - spent);
  const free = Math.max(0, cells - spent - reserved);
  const [solid, hatched, empty] = view.unicode ? ['█', '▒', '░'] : ['#', '=', '.'];
  const colour = budget.spentNano + budget.reservedNano > (limitNano * 9n) / 10n ? 'red' : 'green';
  return `${view.style[colour](solid.repeat(spent) + hatched.repeat(reserved))}${view.style.faint(empty.repeat(free))}`;
}

type WaitView = Pick<View, 'style' | 'now'>;

/** What waits for whom; for a person with the exact command to type. */
export function waitLines(picture: Picture, view: WaitView): string[] {
  if (endedAs(picture.run) !== undefined) return [];
  const { style } = view;
  const forPerson = picture.waits.filter(isForPerson);
  const shown = forPerson.slice(0, 4);
  const lines: string[] = [];
  if (shown.length > 0) {
    lines.push(style.yellow(style.bold('Waits for a person')));
    for (const wait of shown) {
      lines.push(`  ${describeWait(wait, picture, view)}`);
      for (const command of commandsFor(wait, picture)) lines.push(`    ${style.cyan(command)}`);
    }
    if (forPerson.length > shown.length) lines.push(style.faint(`  … and ${forPerson.length - shown.length} more`));
  }
  // Retries and pending steps are told on their own lines; a wait for agents is worth a line, since someone may have to start one.
  for (const [capability, count] of countDetails(picture.waits.filter((wait) => wait.kind === 'agent')))
    lines.push(`${style.faint('Waits for an agent')} that offers ${plain(capability)} ${style.faint(steps(count))}`);
  for (const [limit, count] of countDetails(picture.waits.filter((wait) => wait.kind === 'slot')))
    lines.push(`${style.faint('Waits for a free slot')} ${plain(limit)} ${style.faint(steps(count))}`);
  return lines;
}

const steps = (count: number): string => `(${count} ${count === 1 ? 'step' : 'steps'})`;

function countDetails(waits: readonly PictureWait[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const wait of waits) counts.set(wait.detail ?? '', (counts.get(wait.detail ?? '') ?? 0) + 1);
  return counts;
}

function describeWait(wait: PictureWait, picture: Picture, view: WaitView): string {
  const step = picture.steps.find((each) => each.stepKey === wait.stepKey);
  const key = plain(wait.stepKey ?? '');
  const until = wait.until === undefined ? '' : view.style.faint(`, expires ${formatDistance(wait.until, view.now)}`);
  switch (wait.kind) {
    case 'approval':
      return `${view.style.bold(key)} asks for approval${step === undefined ? '' : ` (${step.tier})`}${until}`;
    case 'budget':
      return `${key === '' ? 'The run' : view.style.bold(key)} needs more budget${wait.detail === undefined ? '' : ` (${plain(wait.detail)})`}${until}`;
    case 'deadLetter':
      return `${view.style.bold(key)} is a dead letter${step?.error === undefined ? '' : `: ${plain(step.error)}`}`;
    case 'paused':
      return 'The run is paused';
    case 'halted':
      return `The run is halted${wait.detail === undefined ? '' : ` (${plain(wait.detail)})`}`;
    default:
      return `${wait.kind} ${key}`;
  }
}

function commandsFor(wait: PictureWait, { run }: Picture): string[] {
  switch (wait.kind) {
    case 'approval': {
      const id = wait.approvalId ?? '';
      return [`missionctl approval approve ${id}`, `missionctl approval reject ${id}`];
    }
    case 'budget':
      return [`missionctl run budget ${run.runId} --usd AMOUNT`];
    case 'deadLetter':
      return [`missionctl deadletter retry ${run.runId} ${wait.stepKey ?? 'STEP'}`, '  (or: skip, abandon)'];
    case 'paused':
    case 'halted':
      return [`missionctl run resume ${run.runId}`];
    default:
      return [];
  }
}

function eventLines(events: readonly PictureEvent[], view: View): string[] {
  if (events.length === 0) return [];
  const widths: EventWidths = {
    types: Math.max(...events.map((event) => event.type.length)),
    revisions: Math.max(...events.map((event) => String(event.revision).length)),
    steps: Math.min(28, Math.max(...events.map((event) => width(stepOf(event))))),
  };
  return [view.style.faint('Last events'), ...events.map((event) => `  ${eventLine(event, widths, view)}`)];
}

/** Columns of a list of events. */
export interface EventWidths {
  readonly revisions: number;
  readonly types: number;
  readonly steps: number;
}
/** For lists of which not all is known beforehand. */
export const USUAL_WIDTHS: EventWidths = { revisions: 4, types: 19, steps: 20 };

function stepOf({ stepKey, attempt }: PictureEvent): string {
  const key = plain(stepKey ?? '');
  return attempt !== undefined && attempt > 1 ? `${key} #${attempt}` : key;
}

/** One event on one line: time, revision, type, step, attempt, who. */
export function eventLine(event: PictureEvent, widths: EventWidths, view: Pick<View, 'style' | 'utc'>): string {
  const colour = eventColour(event.type);
  const type = pad(event.type, widths.types);
  return [
    view.style.faint(formatClock(event.at, view.utc)),
    view.style.faint(pad(String(event.revision), widths.revisions, 'right')),
    colour === undefined ? type : view.style[colour](type),
    pad(stepOf(event), widths.steps),
    view.style.faint(plain(event.actor)),
  ]
    .join('  ')
    .trimEnd();
}

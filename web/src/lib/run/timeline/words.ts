import { money } from '../../models/money.js';
import { approvalLook, attemptLook } from '../../models/status.js';
import { duration, instant, instantMs, type Zone } from '../../models/time.js';
import { count } from '../../runs/wait-text.js';
import { stepIdOf, type Bar, type Lane, type LanesBy } from './lanes.js';

/** On the bar, where there is room: what the lane does not say, in words that `barWords` has, too. */
export function barLabel(bar: Bar, by: LanesBy, now: number): string {
  if (bar.kind === 'wait') return by === 'agent' ? bar.stepKey : duration((bar.end ?? now) - bar.start);
  const { attempt, agentName } = bar.of;
  const more = attempt > 1 ? `, attempt ${attempt}` : '';
  if (by === 'agent') return `${bar.stepKey}${more}`;
  const item = bar.stepKey.slice(stepIdOf(bar.stepKey).length);
  if (item !== '') return `${item}${more}`;
  return attempt > 1 ? `attempt ${attempt} by ${agentName}` : agentName;
}

/** What has ended says the same for ever; thousands are said again with each look closer. */
const said = new WeakMap<Bar, { readonly zone: Zone; readonly words: string }>();

/** All that a bar shows, in one sentence: for its title and for who cannot see it. */
export function barWords(bar: Bar, now: number, zone: Zone): string {
  const before = said.get(bar);
  if (before?.zone === zone) return before.words;
  const words = barSentence(bar, now, zone);
  if (bar.end !== undefined) said.set(bar, { zone, words });
  return words;
}

function barSentence(bar: Bar, now: number, zone: Zone): string {
  const took = duration((bar.end ?? now) - bar.start);
  const from = instantMs(bar.start, zone);
  if (bar.kind === 'wait') {
    const what = bar.of.kind === 'overrun' ? 'approval of an overrun' : 'approval';
    return bar.end === undefined
      ? `${bar.stepKey} has waited for ${what} since ${from}, ${took}, until ${instant(bar.of.expiresAt, now, zone)}`
      : `${bar.stepKey} waited for ${what} ${took}, ${from} to ${instantMs(bar.end, zone)}: ${approvalLook(bar.of.status).word.toLowerCase()}`;
  }
  const { attempt, agentName, outcome, late, nanoUsd, model } = bar.of;
  return [
    `${bar.stepKey}, attempt ${attempt} by ${agentName}${model ? ` with ${model}` : ''}`,
    bar.end === undefined
      ? `running since ${from}, ${took}`
      : `${attemptLook(outcome).word.toLowerCase()}${late ? ', late result' : ''} after ${took}, ${from} to ${instantMs(bar.end, zone)}`,
    ...(bar.readyAt !== undefined && bar.start - bar.readyAt >= 1
      ? [`ready ${duration(bar.start - bar.readyAt)} before`]
      : []),
    `cost ${money(nanoUsd)}`,
  ].join('; ');
}

export const isBad = (bar: Bar): boolean =>
  bar.kind === 'attempt' ? attemptLook(bar.of.outcome).tone === 'bad' : bar.of.status === 'rejected';

/** Of many that are drawn as one. */
export function heapWords(bars: readonly Bar[], zone: Zone): string {
  const bad = bars.filter(isBad).length;
  const [first, last] = [bars[0], bars.at(-1)];
  const span = first && last ? `, ${instantMs(first.start, zone)} to ${instantMs(last.end ?? last.start, zone)}` : '';
  return `${count(bars.length, 'attempt')}${bad > 0 ? `, ${bad.toLocaleString('en-US')} without a result` : ''}${span}; look closer`;
}

export interface LaneFigures {
  readonly attempts: number;
  readonly bad: number;
  readonly waits: number;
  /** Milliseconds, of what is at once each. */
  readonly busy: number;
  readonly nanoUsd: bigint;
}
/** A lane in figures: the table of the chart. */
export function laneFigures({ bars }: Lane, now: number): LaneFigures {
  let [attempts, bad, waits, busy, nanoUsd] = [0, 0, 0, 0, 0n];
  for (const bar of bars) {
    if (bar.kind === 'wait') {
      waits += 1;
      continue;
    }
    attempts += 1;
    if (isBad(bar)) bad += 1;
    busy += (bar.end ?? now) - bar.start;
    nanoUsd += BigInt(bar.of.nanoUsd);
  }
  return { attempts, bad, waits, busy, nanoUsd };
}

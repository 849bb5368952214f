import type { AnswerOf } from '$contract/endpoints.js';
import type { Step } from '$contract/run-views.js';
import { approvalLook, attemptLook, stepLook } from '../../models/status.js';
import type { MarkName } from '../../ui/mark.js';

export type Timeline = AnswerOf<'getRunTimeline'>;
export type LanesBy = 'agent' | 'step';

interface Interval {
  /** Milliseconds since 1970. */
  readonly start: number;
  /** The same; `undefined` while it goes on. */
  readonly end: number | undefined;
}
/** One attempt as a bar. */
export interface AttemptBar extends Interval {
  readonly kind: 'attempt';
  readonly id: string;
  readonly stepKey: string;
  readonly of: Timeline['attempts'][number];
  /** When the step could have been dispatched; `undefined` where that is not recorded. */
  readonly readyAt: number | undefined;
}
/** One wait for a person as a bar; the decision stands at its end. */
export interface WaitBar extends Interval {
  readonly kind: 'wait';
  readonly id: string;
  readonly stepKey: string;
  readonly of: Timeline['waits'][number];
}
export type Bar = AttemptBar | WaitBar;

/** What happened to one agent, one step (with all its items), or to those who were asked. */
export interface Lane {
  readonly key: string;
  readonly kind: 'agent' | 'step' | 'people';
  readonly title: string;
  readonly sub: string;
  /** In order of their start. */
  readonly bars: readonly Bar[];
  /** The same, packed so that in no row two are at once. At least one row. */
  readonly rows: readonly (readonly Bar[])[];
  /** Of the last event in it. */
  readonly revision: number | undefined;
  readonly mark: MarkName;
}

export function barsOf({ attempts, waits }: Timeline): readonly Bar[] {
  const bars: Bar[] = attempts.map((of) => ({
    kind: 'attempt',
    id: `${of.stepKey} ${of.attempt}`,
    stepKey: of.stepKey,
    of,
    start: Date.parse(of.dispatchedAt),
    end: of.endedAt === null ? undefined : Date.parse(of.endedAt),
    readyAt: of.readyAt === null ? undefined : Date.parse(of.readyAt),
  }));
  for (const of of waits)
    bars.push({
      kind: 'wait',
      id: of.approvalId,
      stepKey: of.stepKey,
      of,
      start: Date.parse(of.requestedAt),
      end: of.decidedAt === null ? undefined : Date.parse(of.decidedAt),
    });
  return bars.sort((a, b) => a.start - b.start);
}

/** Puts each bar into the first row that is free at its start. `bars` in order of their start. */
export function packed(bars: readonly Bar[]): readonly (readonly Bar[])[] {
  const rows: Bar[][] = [];
  const ends: number[] = [];
  for (const bar of bars) {
    const free = ends.findIndex((end) => end <= bar.start);
    const row = free === -1 ? rows.length : free;
    (rows[row] ??= []).push(bar);
    ends[row] = bar.end ?? Infinity;
  }
  return rows.length === 0 ? [[]] : rows;
}

const revisionOf = (bar: Bar): number =>
  bar.kind === 'wait' ? bar.of.requestedRevision : (bar.of.endedRevision ?? bar.of.dispatchedRevision);
export const markOf = (bar: Bar): MarkName =>
  bar.kind === 'wait' ? approvalLook(bar.of.status).mark : attemptLook(bar.of.outcome).mark;
/** `extract` of `extract[7]`: the items of a step share its lane. */
export const stepIdOf = (stepKey: string): string => stepKey.replace(/\[\d+\]$/, '');

const PEOPLE = 'asked of people';

/** The lanes of a run; steps that have not begun have one, too, in order of the definition; agents in order of their first attempt. */
export function lanesOf(bars: readonly Bar[], steps: readonly Step[], by: LanesBy): readonly Lane[] {
  return by === 'agent' ? agentLanes(bars, steps) : stepLanes(bars, steps);
}

function agentLanes(bars: readonly Bar[], steps: readonly Step[]): readonly Lane[] {
  const names = new Map(steps.map((step) => [step.stepId, step.name]));
  const groups = grouped(bars, (bar) => (bar.kind === 'wait' ? PEOPLE : bar.of.agentId));
  return [...groups].map(([key, own]) => {
    const first = own[0];
    const people = key === PEOPLE;
    return {
      key,
      kind: people ? 'people' : 'agent',
      title: people ? 'approval' : first?.kind === 'attempt' && first.of.agentName ? first.of.agentName : key,
      sub: people ? PEOPLE : listed([...new Set(own.map((bar) => nameOf(names, bar.stepKey)))]),
      ...laidOut(own),
    };
  });
}

function stepLanes(bars: readonly Bar[], steps: readonly Step[]): readonly Lane[] {
  const groups = grouped(bars, (bar) => stepIdOf(bar.stepKey));
  const lanes = new Map<string, Step[]>();
  for (const step of steps.toSorted((a, b) => a.order - b.order)) {
    const own = lanes.get(step.stepId);
    if (own) own.push(step);
    else lanes.set(step.stepId, [step]);
  }
  for (const stepId of groups.keys()) if (!lanes.has(stepId)) lanes.set(stepId, []);
  return [...lanes].map(([stepId, own]) => {
    const bars = groups.get(stepId) ?? [];
    const layout = laidOut(bars);
    const [only] = own;
    const agents = [...new Set(bars.flatMap((bar) => (bar.kind === 'attempt' ? [bar.of.agentName] : [])))];
    const items = own.filter(({ stepKey }) => stepKey !== stepId).length;
    return {
      key: stepId,
      kind: 'step',
      title: only?.name ?? stepId,
      sub: items > 1 ? `${items.toLocaleString('en-US')} items` : listed(agents) || stepWord(only),
      ...layout,
      mark: own.length === 1 && only ? stepLook(only.status).mark : layout.mark,
    };
  });
}

const stepWord = (step: Step | undefined): string => (step ? stepLook(step.status).word.toLowerCase() : '');
const nameOf = (names: ReadonlyMap<string, string>, stepKey: string): string => {
  const stepId = stepIdOf(stepKey);
  return names.get(stepId) ?? stepId;
};

function laidOut(bars: readonly Bar[]): Pick<Lane, 'bars' | 'rows' | 'revision' | 'mark'> {
  let last: Bar | undefined;
  for (const bar of bars) if (!last || revisionOf(bar) >= revisionOf(last)) last = bar;
  return { bars, rows: packed(bars), revision: last && revisionOf(last), mark: last ? markOf(last) : 'pending' };
}

function grouped(bars: readonly Bar[], keyOf: (bar: Bar) => string): ReadonlyMap<string, readonly Bar[]> {
  const groups = new Map<string, Bar[]>();
  for (const bar of bars) {
    const key = keyOf(bar);
    const own = groups.get(key);
    if (own) own.push(bar);
    else groups.set(key, [bar]);
  }
  return groups;
}

const listed = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ');

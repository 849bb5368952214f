import type { AnswerOf } from '$contract/endpoints.js';
import type { MarkName } from '../ui/mark.js';

type RecordView = AnswerOf<'getRecord'>;
export type RecordMark = RecordView['marks'][number];
type Kind = RecordMark['kind'];

/** Ticks of the record as paths in a box of `slots` by 100, from its floor; one path per colour. */
export interface Tape {
  readonly plain: string;
  readonly bad: string;
  readonly you: string;
}

/** @param by a tick's height: how many events, or how much money */
export function tapeOf(view: Pick<RecordView, 'buckets' | 'maxEvents' | 'maxNanoUsd'>, by: 'events' | 'money'): Tape {
  const paths = { plain: '', bad: '', you: '' };
  const most = by === 'events' ? view.maxEvents : Number(view.maxNanoUsd);
  for (const bucket of view.buckets) {
    const size = by === 'events' ? bucket.events : Number(bucket.nanoUsd);
    if (size <= 0 || most <= 0) continue;
    // A square root: one event still shows beside a thousand.
    const height = Math.max(6, Math.sqrt(size / most) * 100);
    const colour = bucket.marks.failure ? 'bad' : bucket.marks.approvalAsked ? 'you' : 'plain';
    paths[colour] += `M${bucket.index + 0.5} 100V${(100 - height).toFixed(1)}`;
  }
  return paths;
}

/** Events that are named under the record of a run, five at most, each under its tick. @param span events that the slots have room for */
export function revisionLabels(
  first: number,
  last: number,
  span: number,
): readonly { readonly x: number; readonly revision: number }[] {
  const every = Math.max(1, Math.round((last - first) / 6));
  return [1, 2, 3, 4, 5]
    .map((step) => ({ x: (step * every + 0.5) / span, revision: first + step * every }))
    .filter(({ x, revision }) => revision <= last && x < 0.94);
}

/** Of marks that would stand on one another only the most important one stays. @param least distance, as a share of the width */
export function thinned(
  marks: readonly RecordMark[],
  slots: number,
  least: number,
): readonly (RecordMark & { x: number })[] {
  const order: readonly Kind[] = ['halt', 'failure', 'decision', 'approvalAsked', 'money', 'end', 'start'];
  const kept: (RecordMark & { x: number })[] = [];
  for (const mark of marks.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.index - a.index)) {
    const x = (mark.index + 0.5) / slots;
    if (kept.every((other) => Math.abs(other.x - x) >= least)) kept.push({ ...mark, x });
  }
  return kept.toSorted((a, b) => a.x - b.x);
}

const marks: Readonly<Record<Kind, MarkName>> = {
  halt: 'halted',
  failure: 'failed',
  decision: 'approved',
  approvalAsked: 'waiting',
  money: 'near',
  end: 'completed',
  start: 'running',
};
export function markOf({ kind, type }: Pick<RecordMark, 'kind' | 'type'>): MarkName {
  if (type === 'ApprovalRejected') return 'rejected';
  if (type === 'ApprovalExpired') return 'expired';
  if (type === 'StepDeadLettered') return 'deadLetter';
  if (type === 'RunCancelled') return 'cancelled';
  if (kind === 'start') return 'dot';
  return marks[kind];
}

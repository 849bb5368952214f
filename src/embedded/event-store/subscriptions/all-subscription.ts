import { type EventLog } from '../log/event-log.js';
import { hasHiddenEvents, withoutHiddenStreams, type EventFilter } from '../log/event-filter.js';
import { type Projection } from '../log/links.js';
import { BATCH_BYTES } from '../log/stream-reader.js';
import { type PositionPair } from '../messages/read-request.js';
import { caughtUp, checkpoint } from '../messages/read-response.js';
import { type Entry } from '../storage/storage.js';
import { frameLength, framesOf } from '../wire/framing.js';
import { type Call } from '../wire/grpc-server.js';
import { Code, RpcError } from '../wire/rpc-error.js';

/** A subscription to $all: what is in the log after a position, then what is added, in order, without a gap. */
export class AllSubscription {
  private next: number;
  /** Events at or before this position were asked to be left out. */
  private readonly after: number;
  private considered = 0;
  private live = false;
  private sending = false;

  constructor(
    private readonly call: Call,
    private readonly log: EventLog,
    from: PositionPair | 'start' | 'end',
    private readonly filter: EventFilter | undefined,
    private readonly project: Projection,
  ) {
    [this.next, this.after] = startOf(log, from);
    call.onClosed(log.onFlush(() => this.pump()));
    this.pump();
  }

  /** Sends what is there until the peer is slow or the log ends; goes on by itself after either. */
  private pump(): void {
    if (this.sending) return;
    try {
      this.sendWhatIsThere();
    } catch (error) {
      // Also called by the flush of others, which this must not break.
      this.call.failWith(error);
    }
  }

  private sendWhatIsThere(): void {
    while (!this.call.closed) {
      const runs = this.log.runsFrom(this.next, BATCH_BYTES);
      const last = runs.at(-1);
      if (!last) {
        if (!this.live) void this.call.send(caughtUp());
        this.live = true;
        return;
      }
      this.next = last.position + last.body.length;
      const out: Buffer[] = [];
      for (const run of runs) this.select(run, out);
      const [first] = out;
      if (!first) continue;
      const slow = this.call.send(out.length === 1 ? first : Buffer.concat(out));
      if (slow) {
        this.sending = true;
        void slow.then(() => {
          this.sending = false;
          this.pump();
        });
        return;
      }
    }
  }

  /** What of a run is to be sent: neighbours that go out as they are stored go out as one slice. */
  private select(run: Entry, out: Buffer[]): void {
    const { filter, project } = this;
    const hides = !filter && hasHiddenEvents(run.body);
    if (!filter && !project && !hides && run.position > this.after) {
      out.push(run.body);
      return;
    }
    const { body } = run;
    let wantedFrom = 0;
    const flushWanted = (to: number): void => {
      if (to > wantedFrom) out.push(body.subarray(wantedFrom, to));
    };
    for (let at = 0; at < body.length;) {
      const next = at + frameLength(body, at);
      const position = run.position + at;
      const isNew = position > this.after;
      const frame = body.subarray(at, next);
      const wanted = isNew && (filter ? filter.passes(frame) : !hides || withoutHiddenStreams(frame));
      if (!wanted || project) {
        flushWanted(at);
        wantedFrom = next;
        if (wanted && project) out.push(project(frame));
      }
      if (filter && isNew && ++this.considered >= filter.checkpointEvery) {
        this.considered = 0;
        flushWanted(next);
        wantedFrom = next;
        out.push(checkpoint(position));
      }
      at = next;
    }
    flushWanted(body.length);
  }
}

/** Where to begin in the log, and up to which position to leave events out. */
function startOf(log: EventLog, from: PositionPair | 'start' | 'end'): [next: number, after: number] {
  if (from === 'start') return [0, -1];
  if (from === 'end') return [log.flushedEnd, -1];
  // Past the end, as after a restore: live, but for what comes up to that position.
  if (from.commit >= log.flushedEnd) return [log.flushedEnd, from.commit];
  if (from.commit === 0) return [0, -1];
  const [entry] = log.entriesBefore(from.commit + 1, 1);
  let position = entry?.position ?? 0;
  for (const frame of entry ? framesOf(entry.body) : []) {
    // (commit, a smaller prepare) is before the event at commit: that event is still to come.
    if (position === from.commit) return [entry?.position ?? 0, from.prepare < from.commit ? position - 1 : position];
    position += frame.length;
  }
  throw new RpcError(Code.INVALID_ARGUMENT, `There is no event at position C:${from.commit}/P:${from.prepare}.`);
}

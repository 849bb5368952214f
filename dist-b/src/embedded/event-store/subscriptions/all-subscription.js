import {} from "../log/event-log.js";
import { hasHiddenEvents, withoutHiddenStreams } from "../log/event-filter.js";
import {} from "../log/links.js";
import { BATCH_BYTES } from "../log/stream-reader.js";
import {} from "../messages/read-request.js";
import { caughtUp, checkpoint } from "../messages/read-response.js";
import {} from "../storage/storage.js";
import { frameLength, framesOf } from "../wire/framing.js";
import {} from "../wire/grpc-server.js";
import { Code, RpcError } from "../wire/rpc-error.js";
class AllSubscription {
  constructor(call, log, from, filter, project) {
    this.call = call;
    this.log = log;
    this.filter = filter;
    this.project = project;
    [this.next, this.after] = startOf(log, from), call.onClosed(log.onFlush(() => this.pump())), this.pump();
  }
  call;
  log;
  filter;
  project;
  next;
  /** Events at or before this position were asked to be left out. */
  after;
  considered = 0;
  live = !1;
  sending = !1;
  /** Sends what is there until the peer is slow or the log ends; goes on by itself after either. */
  pump() {
    if (!this.sending)
      try {
        this.sendWhatIsThere();
      } catch (error) {
        this.call.failWith(error);
      }
  }
  sendWhatIsThere() {
    for (; !this.call.closed; ) {
      const runs = this.log.runsFrom(this.next, BATCH_BYTES), last = runs.at(-1);
      if (!last) {
        this.live || this.call.send(caughtUp()), this.live = !0;
        return;
      }
      this.next = last.position + last.body.length;
      const out = [];
      for (const run of runs) this.select(run, out);
      const [first] = out;
      if (!first) continue;
      const slow = this.call.send(out.length === 1 ? first : Buffer.concat(out));
      if (slow) {
        this.sending = !0, slow.then(() => {
          this.sending = !1, this.pump();
        });
        return;
      }
    }
  }
  /** What of a run is to be sent: neighbours that go out as they are stored go out as one slice. */
  select(run, out) {
    const { filter, project } = this, hides = !filter && hasHiddenEvents(run.body);
    if (!filter && !project && !hides && run.position > this.after) {
      out.push(run.body);
      return;
    }
    const { body } = run;
    let wantedFrom = 0;
    const flushWanted = (to) => {
      to > wantedFrom && out.push(body.subarray(wantedFrom, to));
    };
    for (let at = 0; at < body.length; ) {
      const next = at + frameLength(body, at), position = run.position + at, isNew = position > this.after, frame = body.subarray(at, next), wanted = isNew && (filter ? filter.passes(frame) : !hides || withoutHiddenStreams(frame));
      (!wanted || project) && (flushWanted(at), wantedFrom = next, wanted && project && out.push(project(frame))), filter && isNew && ++this.considered >= filter.checkpointEvery && (this.considered = 0, flushWanted(next), wantedFrom = next, out.push(checkpoint(position))), at = next;
    }
    flushWanted(body.length);
  }
}
function startOf(log, from) {
  if (from === "start") return [0, -1];
  if (from === "end") return [log.flushedEnd, -1];
  if (from.commit >= log.flushedEnd) return [log.flushedEnd, from.commit];
  if (from.commit === 0) return [0, -1];
  const [entry] = log.entriesBefore(from.commit + 1, 1);
  let position = entry?.position ?? 0;
  for (const frame of entry ? framesOf(entry.body) : []) {
    if (position === from.commit) return [entry?.position ?? 0, from.prepare < from.commit ? position - 1 : position];
    position += frame.length;
  }
  throw new RpcError(Code.INVALID_ARGUMENT, `There is no event at position C:${from.commit}/P:${from.prepare}.`);
}
export {
  AllSubscription
};
//# sourceMappingURL=all-subscription.js.map

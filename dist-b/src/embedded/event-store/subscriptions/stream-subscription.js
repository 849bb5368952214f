import {} from "../log/event-log.js";
import {} from "../log/links.js";
import {} from "../log/stream-reader.js";
import {} from "../log/stream-states.js";
import { caughtUp } from "../messages/read-response.js";
import {} from "../wire/grpc-server.js";
import { refusalError } from "../wire/rpc-error.js";
class StreamSubscription {
  constructor(call, log, reader, stream, from, project) {
    this.call = call;
    this.log = log;
    this.reader = reader;
    this.stream = stream;
    this.project = project;
    const state = log.states.get(stream);
    if (this.next = from === "start" ? 0 : from === "end" ? state.flushed.last + 1 : from + 1, state.flushed.tombstoned) {
      call.fail(refusalError({ kind: "stream-deleted", stream }));
      return;
    }
    call.onClosed(log.onStreamFlush(stream, () => {
      this.pump();
    })), this.pump();
  }
  call;
  log;
  reader;
  stream;
  project;
  next;
  live = !1;
  sending = !1;
  async pump() {
    if (!this.sending) {
      this.sending = !0;
      try {
        await this.sendWhatIsThere();
      } catch (error) {
        this.call.failWith(error);
      }
    }
  }
  async sendWhatIsThere() {
    for (; ; ) {
      const state = this.log.states.get(this.stream), upTo = state.flushed.last, batches = this.live ? this.reader.everything(state, this.next) : this.reader.forwards(state, this.next, 1 / 0);
      for (const batch of batches) {
        if (this.call.closed) return;
        const frames = this.project ? batch.map(this.project) : batch;
        await this.call.send(Buffer.concat(frames));
      }
      if (this.next = Math.max(this.next, upTo + 1), this.call.closed) return;
      const now = this.log.states.get(this.stream);
      if (!(now.flushed.last > upTo)) {
        if (now.flushed.tombstoned) return this.endDeleted(now);
        this.live || this.call.send(caughtUp()), this.live = !0, this.sending = !1;
        return;
      }
    }
  }
  endDeleted(state) {
    const tombstone = this.reader.tombstone(state);
    tombstone && this.call.send(tombstone), this.call.fail(refusalError({ kind: "stream-deleted", stream: this.stream }));
  }
}
export {
  StreamSubscription
};
//# sourceMappingURL=stream-subscription.js.map

import { type EventLog } from '../log/event-log.js';
import { type Projection } from '../log/links.js';
import { type StreamReader } from '../log/stream-reader.js';
import { type StreamState } from '../log/stream-states.js';
import { caughtUp } from '../messages/read-response.js';
import { type Call } from '../wire/grpc-server.js';
import { refusalError } from '../wire/rpc-error.js';

/** A subscription to one stream, which need not exist yet. Until it is live it sees what a read would see; then everything. */
export class StreamSubscription {
  private next: number;
  private live = false;
  private sending = false;

  constructor(
    private readonly call: Call,
    private readonly log: EventLog,
    private readonly reader: StreamReader,
    private readonly stream: string,
    from: number | 'start' | 'end',
    private readonly project: Projection,
  ) {
    const state = log.states.get(stream);
    this.next = from === 'start' ? 0 : from === 'end' ? state.flushed.last + 1 : from + 1;
    if (state.flushed.tombstoned) {
      call.fail(refusalError({ kind: 'stream-deleted', stream }));
      return;
    }
    call.onClosed(log.onStreamFlush(stream, () => void this.pump()));
    void this.pump();
  }

  private async pump(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      await this.sendWhatIsThere();
    } catch (error) {
      this.call.failWith(error);
    }
  }

  private async sendWhatIsThere(): Promise<void> {
    for (;;) {
      const state = this.log.states.get(this.stream);
      const upTo = state.flushed.last;
      const batches = this.live
        ? this.reader.everything(state, this.next)
        : this.reader.forwards(state, this.next, Infinity);
      for (const batch of batches) {
        if (this.call.closed) return;
        const frames = this.project ? batch.map(this.project) : batch;
        await this.call.send(Buffer.concat(frames));
      }
      this.next = Math.max(this.next, upTo + 1);
      if (this.call.closed) return;
      const now = this.log.states.get(this.stream);
      if (now.flushed.last > upTo) continue;
      if (now.flushed.tombstoned) return this.endDeleted(now);
      if (!this.live) void this.call.send(caughtUp());
      this.live = true;
      // At once: what is flushed from here on calls again.
      this.sending = false;
      return;
    }
  }

  private endDeleted(state: StreamState): void {
    const tombstone = this.reader.tombstone(state);
    if (tombstone) void this.call.send(tombstone);
    this.call.fail(refusalError({ kind: 'stream-deleted', stream: this.stream }));
  }
}

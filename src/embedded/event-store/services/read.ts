import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { type EventLog } from '../log/event-log.js';
import { eventFilter, hasHiddenEvents, withoutHiddenStreams, type EventFilter } from '../log/event-filter.js';
import { NO_REVISION } from '../log/expected-revision.js';
import { projectionFor, type Projection } from '../log/links.js';
import { isSoftDeleted } from '../log/stream-metadata.js';
import { BATCH_BYTES, type StreamReader } from '../log/stream-reader.js';
import { readRequest, type PositionPair, type ReadRequest } from '../messages/read-request.js';
import { confirmation, streamNotFound } from '../messages/read-response.js';
import { AllSubscription } from '../subscriptions/all-subscription.js';
import { StreamSubscription } from '../subscriptions/stream-subscription.js';
import { framesOf } from '../wire/framing.js';
import { type Call, type Method } from '../wire/grpc-server.js';
import { FieldReader } from '../wire/protobuf.js';
import { Code, RpcError, refusalError } from '../wire/rpc-error.js';

/** Read: streams and $all, forwards and backwards, and subscriptions to either. */
export const read =
  (log: EventLog, reader: StreamReader): Method =>
  (call) => ({
    message(bytes) {
      const request = readRequest(new FieldReader(bytes));
      const filter = request.filter && eventFilter(request.filter);
      const project = projectionFor(request, log.states, reader);
      if (request.count === undefined) subscribe(call, log, reader, request, filter, project);
      else if (request.source.kind === 'stream') readStream(call, log, reader, request.source, request, project);
      else void sendAll(call, readAll(log, request.source.from, request, filter), project, request.count);
    },
    halfClosed() {
      // The request was the only message.
    },
  });

function subscribe(
  call: Call,
  log: EventLog,
  reader: StreamReader,
  { source, backwards }: ReadRequest,
  filter: EventFilter | undefined,
  project: Projection,
): void {
  if (backwards) throw new RpcError(Code.INVALID_ARGUMENT, 'A subscription reads forwards only.');
  void call.send(confirmation(randomUUID()));
  if (source.kind === 'all') new AllSubscription(call, log, source.from, filter, project);
  else new StreamSubscription(call, log, reader, source.name, source.from, project);
}

function readStream(
  call: Call,
  log: EventLog,
  reader: StreamReader,
  source: { name: string; from: number | 'start' | 'end' },
  { backwards, count = 0 }: ReadRequest,
  project: Projection,
): void {
  if (count === 0) throw new RpcError(Code.UNKNOWN, 'A read needs a count greater than 0.');
  if (source.from === 'end' && !backwards)
    throw new RpcError(Code.UNKNOWN, 'A stream cannot be read forwards from its end.');
  const state = log.states.get(source.name);
  if (state.flushed.tombstoned) throw refusalError({ kind: 'stream-deleted', stream: source.name });
  // Metadata that hides all there is leaves an empty stream; only a soft delete makes it one that is not there.
  if (state.flushed.last === NO_REVISION || isSoftDeleted(state.flushed.metadata)) {
    void call.send(streamNotFound(source.name));
    call.end();
    return;
  }
  const from = source.from === 'start' ? 0 : source.from === 'end' ? state.flushed.last : source.from;
  const batches = backwards ? reader.backwards(state, from, count) : reader.forwards(state, from, count);
  void sendAll(call, batches, project, count);
}

async function sendAll(call: Call, batches: Iterable<Buffer[]>, project: Projection, count: number): Promise<void> {
  let left = count;
  let first = true;
  try {
    for (const batch of batches) {
      // A long read, or one whose filter leaves out nearly all, lets appends in between.
      if (!first) await turn();
      if (call.closed) break;
      first = false;
      const frames = batch.slice(0, left);
      left -= frames.length;
      if (frames.length > 0) await call.send(Buffer.concat(project ? frames.map(project) : frames));
      if (call.closed || left === 0) break;
    }
    call.end();
  } catch (error) {
    call.failWith(error);
  }
}

/** Forwards from a position inclusive, backwards from one exclusive. Everything shows, hidden and deleted events too. */
function readAll(
  log: EventLog,
  from: PositionPair | 'start' | 'end',
  { backwards }: ReadRequest,
  filter: EventFilter | undefined,
): Iterable<Buffer[]> {
  if (typeof from === 'object' && from.prepare > from.commit) {
    throw new RpcError(Code.UNKNOWN, 'The commit position must be greater than or equal to the prepare position.');
  }
  if (backwards && typeof from === 'object' && from.commit > log.flushedEnd) {
    throw new RpcError(Code.UNKNOWN, `Position ${from.commit} is past the end of the log.`);
  }
  const position = from === 'start' ? 0 : from === 'end' ? log.flushedEnd : from.commit;
  return backwards ? allBackwards(log, position, filter) : allForwards(log, position, filter);
}

function* allForwards(log: EventLog, from: number, filter: EventFilter | undefined): Generator<Buffer[]> {
  // The event at `from` may be in the middle of an entry.
  let next = log.entriesBefore(from + 1, 1)[0]?.position ?? from;
  const end = log.flushedEnd;
  while (next < end) {
    const entries = log.runsFrom(next, BATCH_BYTES);
    const last = entries.at(-1);
    if (!last) return;
    yield entries.flatMap((entry) => select(entry, filter, (position) => position >= from && position < end));
    next = last.position + last.body.length;
  }
}

function* allBackwards(log: EventLog, before: number, filter: EventFilter | undefined): Generator<Buffer[]> {
  let next = before;
  for (;;) {
    const entries = log.entriesBefore(next, BATCH_BYTES);
    const last = entries.at(-1);
    if (!last) return;
    yield entries.flatMap((entry) => select(entry, filter, (position) => position < before).reverse());
    next = last.position;
  }
}

function select(
  entry: { position: number; body: Buffer },
  filter: EventFilter | undefined,
  wanted: (position: number) => boolean,
): Buffer[] {
  const passes = filter?.passes ?? (hasHiddenEvents(entry.body) ? withoutHiddenStreams : () => true);
  const frames: Buffer[] = [];
  let position = entry.position;
  for (const frame of framesOf(entry.body)) {
    if (wanted(position) && passes(frame)) frames.push(frame);
    position += frame.length;
  }
  return frames;
}

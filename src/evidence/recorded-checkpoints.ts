import type { EvidenceEventData } from '../domain/evidence/events.js';
import { evidenceEvents } from '../domain/evidence/events.js';
import { CHECKPOINTS_STREAM } from '../domain/catalog.js';
import type { LogReader } from '../domain/kernel/ports.js';

export type RecordedCheckpoint = EvidenceEventData<'CheckpointSigned'> & { readonly revision: number };

/** Every checkpoint of the log as it was recorded, in order, from a revision of its stream on. */
export async function* recordedCheckpoints(log: LogReader, from = 0): AsyncIterable<RecordedCheckpoint> {
  for await (const { type, data, revision } of log.readStream(CHECKPOINTS_STREAM, { from }))
    if (type === 'CheckpointSigned') yield { ...evidenceEvents.CheckpointSigned.parse(data), revision };
}

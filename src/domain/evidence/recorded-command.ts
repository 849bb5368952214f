import type { CommandEvents, RecordedFacts } from '../kernel/redecide.js';
import type { EvidenceCommand } from './commands.js';
import type { EvidenceEvent } from './events.js';

/** The command that gave these events, as they show it. */
export function recordedEvidenceCommand(
  [first]: CommandEvents<EvidenceEvent>,
  { now }: RecordedFacts,
): EvidenceCommand {
  const facts = { now, actor: first.metadata.actor };
  switch (first.type) {
    case 'SigningKeyAdded':
      return { name: 'AddSigningKey', payload: first.data, facts };
    case 'CheckpointSigned':
      return { name: 'SignCheckpoint', payload: first.data, facts };
  }
}

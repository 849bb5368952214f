import type { AuditEvent } from '$contract/audit.js';
import { deviceOf } from '../models/device.js';

/** What an event is about, as a row says it. */
export interface About {
  /** The workflow of a run; else what kind of stream it is and its name. */
  readonly what: string;
  /** The end of the run's id. */
  readonly id?: string;
  readonly step?: string;
  /** All of it, for the title. */
  readonly full: string;
}

export function aboutOf(event: Pick<AuditEvent, 'stream' | 'runId' | 'workflowId' | 'stepKey' | 'attempt'>): About {
  const { stream, runId, workflowId, stepKey, attempt } = event;
  const full = [stream, stepKey === null ? '' : stepKey + (attempt === null ? '' : `, attempt ${attempt}`)]
    .filter((part) => part !== '')
    .join(' · ');
  if (runId !== null)
    return {
      what: workflowId ?? 'run',
      id: runId.slice(-6),
      ...(stepKey === null ? {} : { step: stepKey }),
      full,
    };
  const dash = stream.indexOf('-');
  if (dash < 0) return { what: stream, full };
  return { what: `${stream.slice(0, dash)} ${shortened(stream.slice(dash + 1))}`, full };
}

/** What a row says of an event: where a word was found, unless that is only its head, which stands in the row already. */
export function saidOf({ type, summary, excerpt }: Pick<AuditEvent, 'type' | 'summary' | 'excerpt'>): string {
  if (excerpt !== undefined && !excerpt.startsWith(type)) return excerpt;
  // A browser names itself at length.
  return type === 'SessionStarted' ? deviceOf(summary) : summary;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const shortened = (id: string): string => (UUID.test(id) ? `…${id.slice(-6)}` : id);

import type { z } from 'zod';
import { agentEvents, type AgentEvent } from './agent/events.js';
import { bulkEvents, type BulkEvent } from './bulk/events.js';
import { controlEvents, type ControlEvent } from './control/events.js';
import { evidenceEvents, type EvidenceEvent } from './evidence/events.js';
import { exportEvents, type ExportEvent } from './export/events.js';
import { operatorEvents, type OperatorEvent } from './operator/events.js';
import { retentionEvents, type RetentionEvent } from './retention/events.js';
import { runEvents, type RunEvent } from './run/events.js';
import { workflowEvents, type WorkflowEvent } from './workflow/events.js';

/** Every event of the product. A projection narrows on `type`. */
export type AnyEvent =
  | RunEvent
  | WorkflowEvent
  | ControlEvent
  | AgentEvent
  | OperatorEvent
  | BulkEvent
  | EvidenceEvent
  | ExportEvent
  | RetentionEvent;
export type AnyEventType = AnyEvent['type'];

/** The kinds of stream that hold events of the product, by the prefix of their name. `control`, `checkpoints` and `retention` are one stream each. */
export const STREAMS = {
  workflow: 'workflow-',
  run: 'run-',
  control: 'control',
  agent: 'agent-',
  operator: 'operator-',
  bulk: 'bulk-',
  checkpoints: 'checkpoints',
  export: 'export-',
  retention: 'retention',
} as const;
export type StreamKind = keyof typeof STREAMS;
/** Streams that are not chained and not followed: storage, not history. */
export const STORAGE_PREFIXES = ['blob-', 'snapshot-', 'instances'] as const;
/** Signs of life of the server's processes; the last ones only. */
export const INSTANCES_STREAM = 'instances';

export interface EventType {
  readonly stream: StreamKind;
  /** Current schema version; what older versions wrote is upcast when it is read. */
  readonly version: number;
  readonly schema: z.ZodType;
  /** upcasters[i] makes data of version i+2 from data of version i+1. */
  readonly upcasters: readonly ((data: unknown) => unknown)[];
}

const types = (stream: StreamKind, schemas: Readonly<Record<string, z.ZodType>>): [string, EventType][] =>
  Object.entries(schemas).map(([type, schema]) => [type, { stream, version: 1, schema, upcasters: [] }]);

/** One place per event type: its stream, schema, version, upcasters. */
export const CATALOG: ReadonlyMap<string, EventType> = new Map([
  ...types('run', runEvents),
  ...types('workflow', workflowEvents),
  ...types('control', controlEvents),
  ...types('agent', agentEvents),
  ...types('operator', operatorEvents),
  ...types('bulk', bulkEvents),
  ...types('checkpoints', evidenceEvents),
  ...types('export', exportEvents),
  ...types('retention', retentionEvents),
]);

export const runStream = (runId: string): string => STREAMS.run + runId;
export const workflowStream = (id: string): string => STREAMS.workflow + id;
export const agentStream = (id: string): string => STREAMS.agent + id;
export const operatorStream = (id: string): string => STREAMS.operator + id;
export const bulkStream = (bulkId: string): string => STREAMS.bulk + bulkId;
export const exportStream = (exportId: string): string => STREAMS.export + exportId;
export const snapshotStream = (stream: string): string => `snapshot-${stream}`;
export const CONTROL_STREAM = STREAMS.control;
export const CHECKPOINTS_STREAM = STREAMS.checkpoints;
export const RETENTION_STREAM = STREAMS.retention;

const isKind = (name: string): name is StreamKind => Object.hasOwn(STREAMS, name);
const KINDS = Object.keys(STREAMS).filter(isKind);
/** What kind of stream it is by its name; undefined for storage. */
export const kindOf = (stream: string): StreamKind | undefined =>
  KINDS.find((kind) => stream.startsWith(STREAMS[kind]));

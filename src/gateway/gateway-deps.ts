import type { Access } from '../access/access.js';
import type { Commands } from '../commands/commands.js';
import type { Clock } from '../domain/kernel/ports.js';
import type { OtherInstances } from '../processes/instances.js';
import type { OpenRuns } from '../processes/open-runs.js';
import type { ProcessLog } from '../processes/process-log.js';
import type { RecordedConnection } from './connection-record.js';
import type { LiveProgress } from './protocol.js';
import type { SlotPool } from './slot-pool.js';

export interface GatewayDeps {
  readonly access: Access;
  readonly commands: Commands;
  readonly pool: SlotPool;
  readonly openRuns: OpenRuns;
  readonly clock: Clock;
  readonly log: ProcessLog;
  readonly gatewayId: string;
  /** How often agents are asked to send heartbeats. */
  readonly heartbeatMs: number;
  /** Settles when every open run is at hand: before it nobody is told to abandon anything. */
  readonly ready: Promise<void>;
  /** The other servers on the same log. */
  readonly instances: OtherInstances;
  /** Settles when this process has seen everything that is in the log now. */
  readonly caughtUp: () => Promise<void>;
  /** Connections of which the read models show no end. */
  readonly recordedConnections: () => Promise<readonly RecordedConnection[]>;
}

export interface LiveListener {
  progress(progress: LiveProgress): void;
}

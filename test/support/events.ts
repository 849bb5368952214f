import { createHash } from 'node:crypto';
import { runStream, workflowStream } from '../../src/domain/catalog.js';
import { EventMetadata, GENESIS, type Actor } from '../../src/domain/kernel/envelope.js';
import { CommandId } from '../../src/domain/kernel/ids.js';
import { canonicalize, type Json } from '../../src/domain/kernel/json.js';
import type { BlobRef } from '../../src/domain/kernel/payload.js';
import type { Head } from '../../src/domain/kernel/ports.js';
import { seal } from '../../src/eventstore/chain.js';
import type { MemoryStore } from '../../src/eventstore/memory.js';

const START = Date.parse('2026-11-24T12:00:00.000Z');
const HASH = 'a'.repeat(64);

/** A UUID that is the same for the same name. */
export function id(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const ADA: Actor = { kind: 'operator', id: 'ada', name: 'Ada' };
export const WORKER: Actor = { kind: 'agent', id: 'worker', name: 'Worker', onBehalfOf: 'ada' };

export interface Charged {
  readonly nanoUsd: string;
  readonly model?: string;
  readonly source?: 'measured' | 'estimated' | 'unknown';
}

/** Writes hand-made events with valid envelopes into a log in memory, in order, a second of the log's own time apart. */
export class EventLog {
  private readonly heads = new Map<string, Head>();
  private seconds = 0;
  private charges = 0;

  constructor(private readonly memory: MemoryStore) {}

  at(): string {
    return new Date(START + this.seconds * 1_000).toISOString();
  }
  /** Lets time pass. */
  wait(seconds: number): void {
    this.seconds += seconds;
  }

  /** Appends one event; answers its position. */
  append(stream: string, type: string, data: Json | object, actor: Actor = ADA): bigint {
    this.seconds++;
    const head = this.heads.get(stream) ?? { revision: -1, hash: GENESIS };
    const revision = head.revision + 1;
    const commandId = CommandId.parse(id(`${stream} ${revision}`));
    const metadata = {
      v: 1,
      commandId,
      index: 0,
      correlationId: stream,
      causationId: commandId,
      actor,
      at: this.at(),
      writer: { version: 'test', bootId: 'test' },
    };
    const sealed = seal(stream, head, [{ id: id(`${stream} event ${revision}`), type, data, metadata }]);
    this.heads.set(stream, sealed.head);
    return this.memory.raw.put(stream, sealed.events);
  }

  /** Makes one event another, and everything after it follow from that: as if it had been written so. */
  mend(stream: string, revision: number, mended: { readonly type: string; readonly data: Json }): void {
    let head: Head = { revision: -1, hash: GENESIS };
    for (const event of this.memory.raw.events.filter((one) => one.stream === stream)) {
      const { prev: _, hash: __, ...metadata } = EventMetadata.parse(JSON.parse(event.metadata));
      const { type, data } = event.revision === revision ? mended : { type: event.type, data: JSON.parse(event.data) };
      const sealed = seal(stream, head, [{ id: event.id, type, data, metadata }]);
      this.memory.raw.tamper(stream, event.revision, sealed.events[0] ?? {});
      head = sealed.head;
    }
    this.heads.set(stream, head);
  }

  /** Saves a workflow of steps `{id: dependsOn}`, done by capability `work`. */
  async workflow(workflowId: string, steps: Readonly<Record<string, readonly string[]>>): Promise<BlobRef> {
    const definition = {
      id: workflowId,
      name: `Workflow ${workflowId}`,
      steps: Object.entries(steps).map(([step, dependsOn]) => ({
        id: step,
        agent: 'work',
        output: true,
        dependsOn: [...dependsOn],
      })),
    };
    const text = canonicalize(definition);
    const ref = await this.memory.blobs.put(text, createHash('sha256').update(text).digest('hex'));
    this.append(workflowStream(workflowId), 'WorkflowVersionSaved', {
      workflowId,
      version: 1,
      name: definition.name,
      description: '',
      definition: ref,
      hash: ref.$blob.sha256,
      steps: definition.steps.length,
      warnings: [],
    });
    return ref;
  }

  run(name: string, workflowId: string, definition: BlobRef, more: object = {}): RunLog {
    const runId = id(`run ${name}`);
    this.append(runStream(runId), 'RunStarted', {
      runId,
      rootRunId: runId,
      workflow: {
        id: workflowId,
        name: `Workflow ${workflowId}`,
        version: 1,
        definition,
        hash: definition.$blob.sha256,
      },
      input: {},
      inputHash: HASH,
      trigger: { kind: 'manual', id: 'test' },
      operatorId: 'ada',
      operatorName: 'Ada',
      priority: 50,
      budget: { nanoUsd: '1000000000' },
      limits: { parallelism: 10 },
      controlRevision: -1,
      policies: { version: 1, onDeadLetter: 'wait', onReject: 'fail', onBudget: 'pause', overrides: [] },
      ...more,
    });
    return new RunLog(this, runId);
  }

  charge({ nanoUsd, model = 'demo/rules-1', source = 'measured' }: Charged): Json {
    const number = ++this.charges;
    return {
      id: id(`charge ${number}`),
      callId: `call-${number}`,
      model,
      priceId: `${model}@2026`,
      tokens: { input: 10, cachedInput: 1, cacheWrite: 2, output: 5, reasoning: 3 },
      nanoUsd,
      source,
    };
  }
}

/** One run's events. */
export class RunLog {
  private readonly attempts = new Map<string, number>();

  constructor(
    private readonly log: EventLog,
    readonly runId: string,
  ) {}

  get stream(): string {
    return runStream(this.runId);
  }
  leaseOf(step: string, attempt = this.attempts.get(step) ?? 0): string {
    return id(`${this.runId} ${step} ${attempt}`);
  }
  approvalId(step: string): string {
    return id(`${this.runId} approval ${step}`);
  }
  append(type: string, data: object, actor?: Actor): bigint {
    return this.log.append(this.stream, type, data, actor);
  }

  dispatch(step: string, more: object = {}, agentId = 'worker'): bigint {
    const attempt = (this.attempts.get(step) ?? 0) + 1;
    this.attempts.set(step, attempt);
    return this.append('StepDispatched', {
      ...this.place(step),
      taskId: id(`${this.runId} ${step}`),
      agent: { id: agentId, name: agentId, bootId: 'boot-1', gatewayId: 'gateway-1', single: false },
      capability: 'work',
      tier: 'read',
      inputs: {},
      inputsHash: HASH,
      from: [],
      constraints: { outputSchema: { hash: HASH } },
      parentSummary: '',
      deadlineAt: '2026-11-25T12:00:00.000Z',
      heartbeatMs: 30_000,
      reservations: [{ scope: 'run', id: this.runId, nanoUsd: '1000', tokens: 100 }],
      controlRevision: -1,
      why: { policyVersion: 1, estimate: { nanoUsd: '1000', tokens: 100 } },
      ...more,
    });
  }

  complete(step: string, charges: readonly Charged[] = []): bigint {
    return this.append(
      'StepCompleted',
      {
        ...this.outcome(step, charges),
        output: { done: step },
        outputHash: HASH,
        summary: `did ${step}`,
        verdict: { schemaHash: HASH, valid: true },
      },
      WORKER,
    );
  }

  fail(step: string, charges: readonly Charged[] = []): bigint {
    return this.append('StepFailed', { ...this.outcome(step, charges), ...CAUSE, retryable: true }, WORKER);
  }

  usage(step: string, charges: readonly Charged[]): bigint {
    return this.append(
      'UsageCharged',
      { ...this.place(step), charges: charges.map((one) => this.log.charge(one)) },
      WORKER,
    );
  }

  late(step: string, attempt: number, charges: readonly Charged[]): bigint {
    return this.append('LateResultRecorded', {
      step: { stepKey: step, stepId: step },
      attempt,
      leaseId: this.leaseOf(step, attempt),
      resultId: `late ${step} ${attempt}`,
      result: 'completed',
      charges: charges.map((one) => this.log.charge(one)),
      settles: [SETTLEMENT],
    });
  }

  lose(step: string): bigint {
    return this.append('LeaseLost', { ...this.place(step), charges: [], settles: [], because: 'heartbeat' });
  }

  retryAt(step: string, at: string): bigint {
    const { attempt } = this.place(step);
    return this.append('StepRetryScheduled', {
      step: { stepKey: step, stepId: step },
      attempt: attempt + 1,
      at,
      delayMs: 1_000,
      because: 'it failed',
    });
  }

  deadLetter(step: string): bigint {
    const { attempt } = this.place(step);
    return this.append('StepDeadLettered', {
      step: { stepKey: step, stepId: step },
      attempt,
      ...CAUSE,
      attempts: attempt,
    });
  }

  askApproval(step: string, more: object = {}): bigint {
    return this.append('ApprovalRequested', {
      approvalId: this.approvalId(step),
      kind: 'step',
      step: { stepKey: step, stepId: step },
      stepName: step,
      attempt: 1,
      params: { path: '/tmp/report' },
      nonce: 'n',
      paramsHash: HASH,
      tier: 'write',
      reason: `may ${step} run?`,
      estimate: { nanoUsd: '5', tokens: 7 },
      spentNanoUsd: '0',
      previousSummary: '',
      onReject: 'fail',
      onExpire: 'reject',
      requires: { n: 1, not: [] },
      expiresAt: '2026-11-25T12:00:00.000Z',
      ...more,
    });
  }

  private place(step: string) {
    const attempt = this.attempts.get(step) ?? 0;
    return { step: { stepKey: step, stepId: step }, attempt, leaseId: this.leaseOf(step) };
  }

  private outcome(step: string, charges: readonly Charged[]) {
    return {
      ...this.place(step),
      resultId: `result ${step}`,
      charges: charges.map((one) => this.log.charge(one)),
      settles: [SETTLEMENT],
    };
  }
}

const CAUSE = { class: 'internal', code: 'BROKEN', message: 'it broke', fingerprint: 'broken' };
const SETTLEMENT = { scope: 'run', id: 'run', reservedNanoUsd: '1000', spentNanoUsd: '0' };

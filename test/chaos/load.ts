import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { NAMESPACE, uuidV5 } from '../../src/commands/hashing.js';
import { connect, type EventStoreConnection } from '../../src/eventstore/connect.js';
import type { Acknowledged } from '../../src/oracle/oracle.js';
import type { AnswerOf, EndpointName } from '../../src/api/contract/endpoints.js';
import { type Call, type Product } from '../support/product.js';
import { STORM } from './storm.js';

const Requested = z.object({ approvalId: z.string() });
const Started = z.object({ operatorId: z.string() });
const ENDS = new Set(['RunCompleted', 'RunFailed', 'RunCancelled']);
const SILENT = { info: () => undefined, warn: () => undefined };
/** A command that is not taken for so long will not be taken: the product is broken. */
const TAKEN_WITHIN_MS = 90_000;

/**
 * A client that keeps so many runs open, decides what it is asked to approve, and sends every command until it is taken, under one
 * Idempotency-Key. What it was answered is what must be in the log at the end.
 */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** When steps were dispatched, as the log says, in milliseconds since 1970. */
  readonly dispatches: number[] = [];
  offered = 0;
  ended = 0;
  /** Commands that were answered with a refusal, by code: for people who look at the outcome. */
  readonly refused = new Map<string, number>();
  readonly store: EventStoreConnection;
  readonly #stopping = new AbortController();
  readonly #work = new Set<Promise<unknown>>();
  #operatorId = '';
  #wake: () => void = () => undefined;
  #isOffering = true;

  constructor(
    readonly product: Product,
    readonly open: number,
    readonly random: () => number,
  ) {
    this.store = connect({ url: product.eventStoreUrl, log: SILENT, writer: { version: 'test', bootId: 'load' } });
  }

  async start(): Promise<void> {
    await this.product.call('saveWorkflow', { body: { source: JSON.stringify(STORM), format: 'json' } });
    this.#do(this.#follow());
    this.#do(this.#offer());
  }

  /** Offers nothing more. Settles when everything that was offered has ended, or after so many ms. */
  async drain(withinMs: number): Promise<void> {
    this.#isOffering = false;
    const until = performance.now() + withinMs;
    while (this.ended < this.offered && performance.now() < until) await sleep(50);
  }

  async stop(): Promise<void> {
    this.#isOffering = false;
    this.#stopping.abort();
    this.#wake();
    await Promise.allSettled([...this.#work]);
    await this.store.dispose();
  }

  #do(work: Promise<unknown>): void {
    const done = work.catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) throw error;
    });
    this.#work.add(done);
    void done.finally(() => this.#work.delete(done)).catch(() => undefined);
  }

  async #offer(): Promise<void> {
    while (this.#isOffering) {
      if (this.offered - this.ended >= this.open) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      this.offered++;
      const key = randomUUID();
      const started = await this.#taken('startRun', { body: { workflowId: STORM.id, input: {} }, key });
      if (started) this.#note(started, key);
    }
  }

  async #decide(runId: string, approvalId: string): Promise<void> {
    const key = randomUUID();
    const verb = this.random() < 0.85 ? 'approve' : 'reject';
    const decided = await this.#taken(verb, { params: { runId, approvalId }, body: { comment: 'as shown' }, key });
    if (decided) this.#note(decided, key);
  }

  #note(answer: { readonly stream: string; readonly revision: number; readonly position: string }, key: string): void {
    const { stream, revision, position } = answer;
    this.acknowledged.push({ stream, revision, position, commandId: this.#commandId(key) });
  }

  /** As the server makes it of operator and key; known once the first run has said who started it. */
  #commandId = (key: string): string | undefined =>
    this.#operatorId === '' ? undefined : uuidV5(NAMESPACE, this.#operatorId, key);

  /** Sends it until there is an answer. Undefined when it was refused for good: somebody or something else was first. */
  async #taken<N extends EndpointName>(name: N, given: Call<N>): Promise<AnswerOf<N> | undefined> {
    const until = performance.now() + TAKEN_WITHIN_MS;
    for (;;) {
      try {
        return await this.product.call(name, given);
      } catch (error) {
        const refused = /answered with 4\d\d: .*?"code":"([A-Z_.]+)"/.exec(String(error))?.[1];
        if (refused !== undefined) {
          this.refused.set(refused, (this.refused.get(refused) ?? 0) + 1);
          return undefined;
        }
        if (this.#stopping.signal.aborted) return undefined;
        if (performance.now() > until) throw error;
        await sleep(50);
      }
    }
  }

  async #follow(): Promise<void> {
    await this.store.feed.follow({
      name: 'load',
      from: undefined,
      prefixes: ['run-'],
      signal: this.#stopping.signal,
      handle: ({ items }) => {
        for (const item of items) {
          if (item.kind !== 'event') continue;
          const { stream, type, data, metadata } = item.event;
          if (type === 'RunStarted') this.#operatorId = Started.parse(data).operatorId;
          if (type === 'StepDispatched') this.dispatches.push(Date.parse(metadata.at));
          if (type === 'ApprovalRequested')
            this.#do(this.#decide(stream.slice('run-'.length), Requested.parse(data).approvalId));
          if (ENDS.has(type)) {
            this.ended++;
            this.#wake();
          }
        }
        return Promise.resolve();
      },
    });
  }
}

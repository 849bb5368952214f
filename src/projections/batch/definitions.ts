import { z } from 'zod';
import { DomainError } from '../../domain/kernel/errors.js';
import type { Json } from '../../domain/kernel/json.js';
import { BlobRef } from '../../domain/kernel/payload.js';
import type { BlobStore, FeedBatch } from '../../domain/kernel/ports.js';
import { WorkflowDefinition } from '../../domain/workflow/definition.js';
import { compilePlan, type Plan } from '../../domain/workflow/plan.js';

interface Loaded {
  readonly json: Json;
  plan: Plan | undefined;
}
const CACHED = 200;
const WithDefinition = z.union([
  z.object({ workflow: z.object({ definition: BlobRef }) }).transform((data) => data.workflow.definition),
  z.object({ definition: BlobRef }).transform((data) => data.definition),
]);

/** Definitions by content hash: fetched before a batch is folded, so that the fold itself waits for nothing. */
export class Definitions {
  private readonly loaded = new Map<string, Loaded | DomainError>();

  constructor(private readonly blobs: Pick<BlobStore, 'get'>) {}

  /** Rejects when the store is away. A definition that is missing is remembered: only its events fail. */
  async prepare(items: FeedBatch['items']): Promise<void> {
    const wanted = new Map<string, BlobRef>();
    for (const item of items) {
      if (item.kind !== 'event') continue;
      if (item.event.type !== 'RunStarted' && item.event.type !== 'WorkflowVersionSaved') continue;
      const ref = WithDefinition.safeParse(item.event.data);
      if (ref.success && !this.loaded.has(ref.data.$blob.sha256)) wanted.set(ref.data.$blob.sha256, ref.data);
    }
    if (wanted.size === 0) return;
    for (const sha256 of [...this.loaded.keys()].slice(0, Math.max(0, this.loaded.size - CACHED)))
      if (!wanted.has(sha256)) this.loaded.delete(sha256);
    await Promise.all([...wanted].map(async ([sha256, ref]) => this.loaded.set(sha256, await this.fetch(ref))));
  }

  private async fetch(ref: BlobRef): Promise<Loaded | DomainError> {
    try {
      return { json: await this.blobs.get(ref), plan: undefined };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'BLOB.MISSING') return error;
      throw error;
    }
  }

  /** Missing ones are looked for again at the next try. */
  forgetMissing(): void {
    for (const [sha256, one] of this.loaded) if (one instanceof DomainError) this.loaded.delete(sha256);
  }

  json(ref: BlobRef): Json {
    return this.of(ref).json;
  }

  plan(ref: BlobRef): Plan {
    const one = this.of(ref);
    one.plan ??= compilePlan(WorkflowDefinition.parse(one.json));
    return one.plan;
  }

  private of(ref: BlobRef): Loaded {
    const one = this.loaded.get(ref.$blob.sha256);
    if (one === undefined) throw new Error(`definition ${ref.$blob.sha256} was not fetched`);
    if (one instanceof DomainError) throw one;
    return one;
  }
}

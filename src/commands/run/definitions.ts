import { hashOf } from '../hashing.js';
import { DomainError } from '../../domain/kernel/errors.js';
import type { BlobRef } from '../../domain/kernel/payload.js';
import type { BlobStore } from '../../domain/kernel/ports.js';
import { WorkflowDefinition } from '../../domain/workflow/definition.js';
import { compilePlan, type Plan } from '../../domain/workflow/plan.js';
import { checkExpression } from '../facts/expressions.js';

/** A definition ready for use: compiled once per version, shared by all its runs. */
export interface Compiled {
  readonly definition: WorkflowDefinition;
  readonly plan: Plan;
  /** SHA-256 of each step's output schema, by step id. */
  readonly schemaHashes: ReadonlyMap<string, string>;
  /** The steps whose outputs each step's inputs refer to, by step id. */
  readonly sources: ReadonlyMap<string, readonly string[]>;
}

/** Versions that are kept compiled, and their steps together (some 1 kB each); the one used last of all makes room, and is compiled again when a run wants it. */
const MAX_COMPILED = { versions: 1_000, steps: 100_000 };

export class Definitions {
  readonly #byHash = new Map<string, Compiled>();
  #steps = 0;

  constructor(
    readonly blobs: BlobStore,
    readonly most = MAX_COMPILED,
  ) {}

  /** `hash` is the definition's own; the blob that holds it was written before anything refers to it. */
  get(hash: string, definition: BlobRef): Compiled | Promise<Compiled> {
    const known = this.#byHash.get(hash);
    if (!known) return this.#compile(hash, definition);
    // A Map keeps the order of insertion: what was used last stands at the end.
    this.#byHash.delete(hash);
    this.#byHash.set(hash, known);
    return known;
  }

  async #compile(hash: string, ref: BlobRef): Promise<Compiled> {
    const parsed = WorkflowDefinition.safeParse(await this.blobs.get(ref));
    if (!parsed.success)
      throw new DomainError(
        'WORKFLOW.UNREADABLE',
        'unavailable',
        `The definition ${hash} cannot be read by this version of Mission Control.`,
      );
    const plan = compilePlan(parsed.data);
    const compiled = {
      definition: parsed.data,
      plan,
      schemaHashes: new Map(plan.steps.map((step) => [step.id, hashOf(step.outputSchema)])),
      sources: new Map(plan.steps.map((step) => [step.id, sourcesOf(Object.values(step.inputs))])),
    };
    this.#drop(hash);
    this.#byHash.set(hash, compiled);
    this.#steps += plan.steps.length;
    for (const oldest of this.#byHash.keys()) {
      const fits = this.#byHash.size <= this.most.versions && this.#steps <= this.most.steps;
      if (fits || oldest === hash) break;
      this.#drop(oldest);
    }
    return compiled;
  }

  #drop(hash: string): void {
    this.#steps -= this.#byHash.get(hash)?.plan.steps.length ?? 0;
    this.#byHash.delete(hash);
  }
}

/** The steps that expressions refer to. One that does not compile was refused when the workflow was saved. */
export function sourcesOf(expressions: readonly string[]): string[] {
  const sources = new Set<string>();
  for (const text of expressions) {
    const checked = checkExpression(text);
    if (checked.ok) for (const id of checked.stepRefs) sources.add(id);
  }
  return [...sources];
}

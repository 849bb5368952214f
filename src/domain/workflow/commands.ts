import type { Actor } from '../kernel/envelope.js';
import type { BlobRef, Payload } from '../kernel/payload.js';
import type { Problem } from '../kernel/errors.js';
import type { WorkflowDefinition } from './definition.js';

/** A definition's text as its author wrote it. */
export interface SourceText {
  readonly format: 'json' | 'yaml';
  readonly text: string;
}

export interface WorkflowPayloads {
  /** A definition that `checkDefinition` found no problems in. */
  SaveVersion: {
    readonly definition: WorkflowDefinition;
    readonly source?: SourceText | undefined;
    /** The latest version that the author has seen, 0 for none; another one since then refuses the save. */
    readonly latestSeen?: number | undefined;
  };
}

export interface SaveFacts {
  /** Milliseconds since the epoch; fixed per command over its retries. */
  readonly now: number;
  readonly actor: Actor;
  /** Where the canonical definition was stored. */
  readonly blob: BlobRef;
  /** SHA-256 of the canonical definition. */
  readonly hash: string;
  /** The source's text, inline or where it was stored. */
  readonly source?: { readonly format: 'json' | 'yaml'; readonly text: Payload } | undefined;
  readonly warnings: readonly Problem[];
}

export interface WorkflowFacts {
  SaveVersion: SaveFacts;
}

export type WorkflowCommandName = keyof WorkflowPayloads;
export type WorkflowRequest = {
  [N in WorkflowCommandName]: { readonly name: N; readonly payload: WorkflowPayloads[N] };
}[WorkflowCommandName];
export type WorkflowCommand = {
  [N in WorkflowCommandName]: {
    readonly name: N;
    readonly payload: WorkflowPayloads[N];
    readonly facts: WorkflowFacts[N];
  };
}[WorkflowCommandName];

import type { BlobRef } from '../kernel/payload.js';

/** A saved version: immutable, numbered from 1 without gaps. */
export interface WorkflowVersion {
  readonly version: number;
  readonly name: string;
  /** SHA-256 of the canonical definition. */
  readonly hash: string;
  readonly definition: BlobRef;
}

/** The fold of `workflow-<id>`; plain JSON. `id` is undefined until the first version is saved. */
export interface Workflow {
  readonly id: string | undefined;
  /** In order: versions[n - 1] is version n. */
  readonly versions: WorkflowVersion[];
}

export const latestVersion = (workflow: Workflow): WorkflowVersion | undefined => workflow.versions.at(-1);

export const versionOf = (workflow: Workflow, version: number): WorkflowVersion | undefined =>
  workflow.versions.find((saved) => saved.version === version);

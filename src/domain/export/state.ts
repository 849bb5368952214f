import type { ExportEventData } from './events.js';

/** The fold of `export-<id>`; plain JSON. */
export type ExportState =
  | { readonly status: 'none' }
  | { readonly status: 'running' | 'finished'; readonly request: ExportEventData<'ExportRequested'> };

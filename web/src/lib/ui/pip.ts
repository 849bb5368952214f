/** One step in the row of pips. */
export type Pip = 'done' | 'running' | 'waiting' | 'failed' | 'skipped' | 'pending';

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the Chromium that the tests drive. */
    readonly chromium: string;
  }
}

/** Runs once, and only when a test in a browser is among what runs: no other test needs Chromium. */
export async function setup(project: TestProject): Promise<void> {
  const script = path.resolve(import.meta.dirname, '../../scripts/chromium.mjs');
  const child = promisify(execFile)(process.execPath, [script]);
  child.child.stderr?.pipe(process.stderr);
  project.provide('chromium', (await child).stdout.trim());
}

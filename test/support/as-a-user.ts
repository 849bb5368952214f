import { expect } from 'vitest';
import { z } from 'zod';
import { Approval } from '../../src/api/contract/approvals.js';
import { Run, RunEvent } from '../../src/api/contract/run-views.js';
import { until, type Ended, type Product } from './product.js';

const Started = z.object({ runId: z.string() });

/** What people do with missionctl, step by step; each throws when missionctl does not exit as it should. */
export interface User {
  /** Starts a run and leaves it to itself; its id. */
  start(workflow: string, input: Readonly<Record<string, string>>, ...more: string[]): Promise<string>;
  /** `run watch`; `--no-wait` among the options leaves it when a person is needed. */
  watch(runId: string, ...options: string[]): Promise<Ended>;
  show(runId: string): Promise<z.infer<typeof Run>>;
  events(runId: string): Promise<z.infer<typeof RunEvent>[]>;
  /** The one pending approval of a run. */
  pendingApproval(runId: string): Promise<z.infer<typeof Approval>>;
  /** Any command that must work. */
  do(...args: string[]): Promise<Ended>;
}

export function asAUser(product: Product): User {
  const done = async (...args: string[]): Promise<Ended> => {
    const ended = await product.cli(...args);
    expect(ended.code, `missionctl ${args.join(' ')}\n${ended.stderr}${ended.stdout}`).toBe(0);
    return ended;
  };
  return {
    do: done,
    async start(workflow, input, ...more) {
      const inputs = Object.entries(input).flatMap(([name, value]) => ['--input', `${name}=${value}`]);
      return (await product.cliJson(Started, 'run', 'start', workflow, ...inputs, ...more)).runId;
    },
    watch: (runId, ...options) => product.cli('run', 'watch', runId, ...options),
    show: (runId) => product.cliJson(Run, 'run', 'show', runId),
    async events(runId) {
      const { stdout } = await done('events', runId, '--json');
      return linesOf(stdout).map((line) => RunEvent.parse(line));
    },
    async pendingApproval(runId) {
      return until(async () => {
        const { items } = await product.cliJson(
          z.object({ items: z.array(Approval) }),
          'approval',
          'list',
          '--run',
          runId,
        );
        const [first, ...others] = items;
        if (first === undefined || others.length > 0) throw new Error(`${items.length} pending approvals`);
        return first;
      }, 10_000);
    },
  };
}

/** NDJSON: each line a JSON value. */
export const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));

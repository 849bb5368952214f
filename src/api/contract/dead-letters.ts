import { z } from 'zod';
import { RunId } from '../../domain/kernel/ids.js';
import { endpoint } from './endpoint.js';
import {
  Answered,
  At,
  EXAMPLE,
  exampleAnswer,
  JsonValue,
  listOf,
  Nothing,
  readQuery,
  Reason,
  StepParams,
} from './primitives.js';

export const DeadLetter = z
  .object({
    runId: z.string(),
    workflowId: z.string(),
    workflowName: z.string(),
    stepKey: z.string(),
    attempt: z.int(),
    attempts: z.int(),
    class: z.string(),
    code: z.string(),
    message: z.string(),
    fingerprint: z.string(),
    status: z.enum(['open', 'retried', 'skipped', 'abandoned']),
    at: At,
    closedAt: At.nullable(),
    closedBy: z.string().nullable(),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof DeadLetter>;

const fate = <Verb extends 'retry' | 'abandon'>(verb: Verb, summary: string, description: string) =>
  endpoint({
    method: 'POST',
    path: `/api/runs/:runId/steps/:stepKey/${verb}`,
    tag: 'Dead letters',
    role: 'operator',
    command: true,
    status: 200,
    params: StepParams,
    query: Nothing,
    body: z.strictObject({ reason: Reason }),
    response: Answered,
    summary,
    description,
    example: { body: { reason: 'the service is back' }, response: exampleAnswer },
  });

export const deadLetterEndpoints = {
  listDeadLetters: endpoint({
    method: 'GET',
    path: '/api/dead-letters',
    tag: 'Dead letters',
    role: 'viewer',
    command: false,
    status: 200,
    params: Nothing,
    query: readQuery({
      status: z.enum(['open', 'retried', 'skipped', 'abandoned', 'all']).default('open'),
      run: RunId.optional(),
    }),
    body: z.undefined(),
    response: listOf(DeadLetter),
    summary: 'List dead letters',
    description: 'Steps that are out of attempts and wait for a person.',
    example: {
      response: {
        items: [
          {
            runId: EXAMPLE.runId,
            workflowId: 'flaky',
            workflowName: 'Flaky',
            stepKey: 'never',
            attempt: 3,
            attempts: 3,
            class: 'tool',
            code: 'ALWAYS_FAILS',
            message: 'on purpose',
            fingerprint: '5f1d7a84db00d2fc',
            status: 'open',
            at: EXAMPLE.at,
            closedAt: null,
            closedBy: null,
          },
        ],
      },
    },
  }),
  retryStep: fate('retry', 'Retry a dead letter', 'Gives the step its attempts again, and starts the first.'),
  skipStep: endpoint({
    method: 'POST',
    path: '/api/runs/:runId/steps/:stepKey/skip',
    tag: 'Dead letters',
    role: 'operator',
    command: true,
    status: 200,
    params: StepParams,
    query: Nothing,
    body: z
      .strictObject({
        output: JsonValue.optional().describe("In place of the step's; must fit its output schema."),
        reason: Reason,
      })
      .meta({ id: 'SkipStep' }),
    response: Answered,
    summary: 'Skip a dead letter',
    description: 'The run goes on as if the step had given this output.',
    example: { body: { output: { ok: true }, reason: 'done by hand' }, response: exampleAnswer },
  }),
  abandonStep: fate('abandon', 'Abandon a dead letter', 'Gives the step up; the run fails.'),
};

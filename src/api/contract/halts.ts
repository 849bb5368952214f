import { z } from 'zod';
import { ControlScope } from '../../domain/control/events.js';
import { endpoint } from './endpoint.js';
import { answer, At, EXAMPLE, listOf, Nothing, readQuery, Reason } from './primitives.js';

export const Halt = z
  .object({
    haltId: z.string(),
    scope: ControlScope,
    reason: z.string(),
    orderedAt: At,
    orderedBy: z.string(),
    liftedAt: At.nullable(),
    liftedBy: z.string().nullable(),
    liftReason: z.string().nullable(),
  })
  .meta({ id: 'Halt' });
export type Halt = z.infer<typeof Halt>;

const exampleControl = { stream: 'control', revision: 3, position: EXAMPLE.position } as const;

export const haltEndpoints = {
  listHalts: endpoint({
    method: 'GET',
    path: '/api/halts',
    tag: 'Emergency stop',
    role: 'viewer',
    command: false,
    status: 200,
    params: Nothing,
    query: readQuery({ status: z.enum(['open', 'lifted', 'all']).default('open') }),
    body: z.undefined(),
    response: listOf(Halt),
    summary: 'List emergency stops',
    description: 'Open ones by default.',
    example: {
      response: {
        items: [
          {
            haltId: EXAMPLE.haltId,
            scope: { kind: 'workflow', id: 'invoice-triage' },
            reason: 'wrong bank file',
            orderedAt: EXAMPLE.at,
            orderedBy: 'admin',
            liftedAt: null,
            liftedBy: null,
            liftReason: null,
          },
        ],
      },
    },
  }),
  orderHalt: endpoint({
    method: 'POST',
    path: '/api/halts',
    tag: 'Emergency stop',
    role: 'operator',
    command: true,
    status: 201,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({ scope: ControlScope, reason: Reason }).meta({ id: 'OrderHalt' }),
    response: z.object({
      ...answer,
      haltId: z.string(),
      halted: z.int().describe('Open runs that this stop halted.'),
    }),
    summary: 'Stop a workflow, or everything',
    description:
      'Answers when every open run in scope is halted: from then on nothing is dispatched, and nothing in scope can be started until the stop is lifted.',
    example: {
      body: { scope: { kind: 'everything' }, reason: 'an agent writes to the wrong host' },
      response: { ...exampleControl, haltId: EXAMPLE.haltId, halted: 4 },
    },
  }),
  liftHalt: endpoint({
    method: 'POST',
    path: '/api/halts/:haltId/lift',
    tag: 'Emergency stop',
    role: 'operator',
    command: true,
    status: 200,
    params: z.strictObject({ haltId: z.string().min(1).max(64) }),
    query: Nothing,
    body: z
      .strictObject({
        reason: Reason,
        resume: z.boolean().default(false).describe('Resume the runs that this stop halted.'),
      })
      .meta({ id: 'LiftHalt' }),
    response: z.object({ ...answer, haltId: z.string(), resumed: z.int() }),
    summary: 'Lift an emergency stop',
    description: 'Runs stay halted unless `resume` is true.',
    example: {
      body: { reason: 'fixed', resume: true },
      response: { ...exampleControl, haltId: EXAMPLE.haltId, resumed: 4 },
    },
  }),
};

import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { At, EXAMPLE, listOf, Nothing, Position } from './primitives.js';

export const ProjectionStatus = z
  .object({
    state: z.enum(['live', 'catchingUp', 'standby', 'storeWiped', 'unavailable', 'stopped']),
    position: Position,
    logEnd: Position.nullable(),
    lag: z.string().nullable().describe('Positions behind the log; null when the log cannot be asked.'),
    epoch: z.string(),
    schema: z.string(),
    format: z.int(),
    parkedStreams: z.int(),
    parkedEvents: z.int(),
    deadLettered: z.int(),
    skipped: z
      .array(z.object({ type: z.string(), count: z.int() }))
      .describe('Events of a type that this version does not know.'),
    rebuilding: z.object({ position: Position, target: Position, events: z.int(), startedAt: At }).nullable(),
    problem: z.string().nullable(),
  })
  .meta({ id: 'ProjectionStatus' });
export type ProjectionStatus = z.infer<typeof ProjectionStatus>;

/** `main`: everything but `audit`, the text of all events. */
const GroupQuery = z.strictObject({ group: z.enum(['main', 'audit']).default('main') });
const GroupBody = GroupQuery.optional();

export const PoisonEvent = z
  .object({
    position: Position,
    stream: z.string(),
    revision: z.int(),
    eventId: z.string(),
    type: z.string(),
    reason: z.string(),
    parked: z.int().describe('Events of the stream that wait behind it.'),
  })
  .meta({ id: 'PoisonEvent' });
export type PoisonEvent = z.infer<typeof PoisonEvent>;

export const projectionEndpoints = {
  getProjections: endpoint({
    method: 'GET',
    path: '/api/projections',
    tag: 'Read models',
    role: 'viewer',
    command: false,
    status: 200,
    params: Nothing,
    query: GroupQuery,
    body: z.undefined(),
    response: ProjectionStatus,
    summary: 'State of the read models',
    description: 'How far they have seen the log, and what they could not read.',
    example: {
      response: {
        state: 'live',
        position: EXAMPLE.position,
        logEnd: EXAMPLE.position,
        lag: '0',
        epoch: '3',
        schema: 'rm_1',
        format: 1,
        parkedStreams: 0,
        parkedEvents: 0,
        deadLettered: 0,
        skipped: [],
        rebuilding: null,
        problem: null,
      },
    },
  }),
  rebuildProjections: endpoint({
    method: 'POST',
    path: '/api/projections/rebuild',
    tag: 'Read models',
    role: 'admin',
    command: false,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: GroupBody,
    response: z.object({ started: z.boolean().describe('False when a rebuild was under way already.') }),
    summary: 'Rebuild the read models',
    description:
      'Fills new tables from the log while the old ones go on, and swaps them at equal position. Answers at once; the state shows the progress.',
    example: { body: {}, response: { started: true } },
  }),
  listPoisonEvents: endpoint({
    method: 'GET',
    path: '/api/projections/dead-letters',
    tag: 'Read models',
    role: 'viewer',
    command: false,
    status: 200,
    params: Nothing,
    query: GroupQuery,
    body: z.undefined(),
    response: listOf(PoisonEvent),
    summary: 'List events that could not be projected',
    description: 'Each parks its stream only; later events of it wait in order.',
    example: {
      response: {
        items: [
          {
            position: EXAMPLE.position,
            stream: `run-${EXAMPLE.runId}`,
            revision: 7,
            eventId: EXAMPLE.leaseId,
            type: 'StepCompleted',
            reason: 'data.output is missing',
            parked: 2,
          },
        ],
      },
    },
  }),
  retryProjections: endpoint({
    method: 'POST',
    path: '/api/projections/retry',
    tag: 'Read models',
    role: 'admin',
    command: false,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: GroupBody,
    response: z.object({ streams: z.int(), events: z.int(), stillParked: z.int() }),
    summary: 'Try parked events again',
    description: 'After an update that can read them.',
    example: { body: {}, response: { streams: 1, events: 3, stillParked: 0 } },
  }),
};

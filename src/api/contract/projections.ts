import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { At, EXAMPLE, listOf, Nothing, Position } from './primitives.js';

export const RebuildProgress = z
  .object({
    state: z
      .enum(['running', 'stopped'])
      .describe('`stopped`: by a person or an error. What it has filled is kept; the next rebuild goes on from there.'),
    position: Position,
    target: Position,
    events: z.int().describe('Events that it has read.'),
    eventsInAll: z.int().nullable().describe('Events that it will have read, about; null until there is a guess.'),
    indexes: z
      .object({ made: z.int(), of: z.int() })
      .nullable()
      .describe(
        'Indexes that are there, while it makes them: when all rows are. Null before and after that, and while it does not run here.',
      ),
    done: z.number().min(0).max(1).describe('Share of the way to the target.'),
    eventsPerSecond: z.int().nullable().describe('Since it was started or went on; null while it does not run here.'),
    leftMs: z.int().nullable().describe('At the present rate; null until there is one.'),
    startedAt: At,
  })
  .meta({ id: 'RebuildProgress' });
export type RebuildProgress = z.infer<typeof RebuildProgress>;

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
    rebuilding: RebuildProgress.nullable(),
    problem: z.string().nullable(),
  })
  .meta({ id: 'ProjectionStatus' });
export type ProjectionStatus = z.infer<typeof ProjectionStatus>;

/** `main`: everything but `audit`, the text of all events. */
const GroupQuery = z.strictObject({ group: z.enum(['main', 'audit']).default('main') });
const GroupBody = GroupQuery.optional();
const RebuildBody = GroupQuery.extend({
  anew: z
    .boolean()
    .default(false)
    .describe('Drop what a rebuild that was stopped has filled, and begin at the start of the log.'),
}).optional();
const StopBody = GroupQuery.extend({
  discard: z.boolean().default(false).describe('Drop what it has filled, too.'),
}).optional();

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
    body: RebuildBody,
    response: z.object({
      started: z.boolean().describe('False when a rebuild was under way already.'),
      resumed: z.boolean().describe('Whether it goes on where one before was stopped.'),
    }),
    summary: 'Rebuild the read models',
    description:
      'Fills new tables from the log while the old ones go on, and swaps them at equal position. Answers at once; the state shows the progress. It survives a restart of the server, and goes on where one before was stopped.',
    example: { body: {}, response: { started: true, resumed: false } },
  }),
  stopProjections: endpoint({
    method: 'POST',
    path: '/api/projections/stop',
    tag: 'Read models',
    role: 'admin',
    command: false,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: StopBody,
    response: z.object({ stopped: z.boolean().describe('False when there was no rebuild.') }),
    summary: 'Stop a rebuild of the read models',
    description: 'The tables in use are not touched. What it has filled is kept, unless it is discarded.',
    example: { body: {}, response: { stopped: true } },
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

import { z } from 'zod';
import { RunId } from '../../domain/kernel/ids.js';
import { endpoint } from './endpoint.js';
import { Money, Nothing, readQuery, TokenCounts } from './primitives.js';

export const CostDimension = z
  .enum(['run', 'step', 'agent', 'model', 'workflow', 'operator', 'hour', 'day'])
  .meta({ id: 'CostDimension' });
export type CostDimension = z.infer<typeof CostDimension>;

const figures = {
  nanoUsd: Money,
  tokens: TokenCounts,
  charges: z.int(),
  estimated: z.int().describe('Charges of which the tokens are an estimate.'),
  unknown: z.int().describe('Charges whose price or usage is not known; they count as 0 until it is.'),
};
export const CostRow = z
  .object({
    key: z.string().describe('An id; of a step `workflow/step`; of an hour or a day its start.'),
    ...figures,
  })
  .meta({ id: 'CostRow' });
export type CostRow = z.infer<typeof CostRow>;

const noon = z.iso.datetime({ error: 'must be an instant such as 2026-11-24T14:00:00Z' });
const exampleFigures = {
  nanoUsd: '2145000',
  tokens: { input: 4_100, cachedInput: 0, cacheWrite: 0, output: 1_020, reasoning: 0 },
  charges: 3,
  estimated: 0,
  unknown: 0,
};

export const costEndpoints = {
  getCosts: endpoint({
    method: 'GET',
    path: '/api/costs',
    tag: 'Costs',
    role: 'viewer',
    command: false,
    status: 200,
    params: Nothing,
    query: readQuery({
      by: CostDimension.default('day'),
      from: noon.optional().describe('Only with by=hour or by=day.'),
      to: noon.optional(),
      run: RunId.optional().describe('Only the charges of this run (by=step, agent or model).'),
    }),
    body: z.undefined(),
    response: z.object({
      by: CostDimension,
      items: z.array(CostRow),
      total: z.object(figures),
      incomplete: z.boolean().describe('True while events wait that could not be projected.'),
    }),
    summary: 'What it cost',
    description: 'Sums of recorded charges; every dimension adds up to the same total, to the nano-dollar.',
    example: {
      response: {
        by: 'model',
        items: [{ key: 'demo/rules-1', ...exampleFigures }],
        total: exampleFigures,
        incomplete: false,
      },
    },
  }),
};

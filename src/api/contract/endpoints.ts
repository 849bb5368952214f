import type { z } from 'zod';
import { agentEndpoints } from './agents.js';
import { approvalEndpoints } from './approvals.js';
import { auditEndpoints } from './audit.js';
import { bulkEndpoints } from './bulk.js';
import { compareEndpoints } from './compare.js';
import { costEndpoints } from './costs.js';
import { deadLetterEndpoints } from './dead-letters.js';
import type { Endpoint } from './endpoint.js';
import { evidenceEndpoints } from './evidence.js';
import { exportEndpoints } from './exports.js';
import { haltEndpoints } from './halts.js';
import { operatorEndpoints } from './operators.js';
import { overviewEndpoints } from './overview.js';
import { policyEndpoints } from './policies.js';
import { projectionEndpoints } from './projections.js';
import { recordEndpoints } from './record.js';
import { replayEndpoints } from './replay.js';
import { retentionEndpoints } from './retention.js';
import { runChargeEndpoints } from './run-charges.js';
import { runFailureEndpoints } from './run-failure.js';
import { runPayloadEndpoints } from './run-payloads.js';
import { runStateEndpoints } from './run-state.js';
import { runStepEndpoints } from './run-steps.js';
import { runEndpoints } from './runs.js';
import { sessionEndpoints } from './sessions.js';
import { systemEndpoints } from './system.js';
import { verificationEndpoints } from './verification.js';
import { viewEndpoints } from './views.js';
import { workflowEndpoints } from './workflows.js';

/** Every endpoint of the HTTP API. Controllers, the OpenAPI document and the typed client are made from this table. */
export const endpoints = {
  ...workflowEndpoints,
  ...runEndpoints,
  ...replayEndpoints,
  ...compareEndpoints,
  ...runStepEndpoints,
  ...runStateEndpoints,
  ...runFailureEndpoints,
  ...runChargeEndpoints,
  ...runPayloadEndpoints,
  ...overviewEndpoints,
  ...approvalEndpoints,
  ...deadLetterEndpoints,
  ...bulkEndpoints,
  ...agentEndpoints,
  ...costEndpoints,
  ...policyEndpoints,
  ...haltEndpoints,
  ...operatorEndpoints,
  ...sessionEndpoints,
  ...viewEndpoints,
  ...projectionEndpoints,
  ...systemEndpoints,
  ...auditEndpoints,
  ...exportEndpoints,
  ...evidenceEndpoints,
  ...recordEndpoints,
  ...verificationEndpoints,
  ...retentionEndpoints,
} as const satisfies Readonly<Record<string, Endpoint>>;

export type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;

/** The same without their exact types, for what treats all alike. */
export const endpointList: readonly (readonly [name: string, Endpoint])[] = Object.entries<Endpoint>(endpoints);
export const endpointNamed = (name: EndpointName): Endpoint => endpoints[name];

/** What a client gives: path parameters, query, body (before defaults are filled in). */
export interface CallOf<N extends EndpointName> {
  readonly params: z.input<Endpoints[N]['params']>;
  readonly query: z.input<Endpoints[N]['query']>;
  readonly body: z.input<Endpoints[N]['body']>;
}
/** What a controller gets: the same, checked, with defaults. */
export interface InputOf<N extends EndpointName> {
  readonly params: z.output<Endpoints[N]['params']>;
  readonly query: z.output<Endpoints[N]['query']>;
  readonly body: z.output<Endpoints[N]['body']>;
}
/** What a client receives. */
export type AnswerOf<N extends EndpointName> = z.output<Endpoints[N]['response']>;
/** What a controller returns; the same, as it goes out. */
export type ReplyOf<N extends EndpointName> = z.input<Endpoints[N]['response']>;

/** The URL path of a call: parameters filled in and escaped, query appended. */
export function urlOf(
  name: EndpointName,
  params: Readonly<Record<string, unknown>>,
  query: Readonly<Record<string, unknown>>,
): string {
  const path = endpoints[name].path.replace(/:([A-Za-z]+)/g, (_, key: string) =>
    encodeURIComponent(String(params[key])),
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

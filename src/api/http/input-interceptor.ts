import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { DomainError } from '../../domain/kernel/errors.js';
import { endpointNamed, type EndpointName } from '../contract/endpoints.js';
import { PERSONAL_DATA, READS, RETENTION, type PersonalDataReader, type Reads, type RetentionDesk } from '../ports.js';
import { Caller, idempotencyKey } from './caller.js';
import { personalAnswer } from './personal-answer.js';
import { prunedOrMissing } from './pruned-run.js';
import { checkRequest } from './request-input.js';
import { ENDPOINT, stateOf } from './route.js';

/** Checks the input of a request against its contract, and lets reads wait for the position that they must have seen. */
@Injectable()
export class InputInterceptor implements NestInterceptor {
  constructor(
    @Inject(READS) private readonly reads: Reads,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(PERSONAL_DATA) private readonly personal: PersonalDataReader,
    @Inject(RETENTION) private readonly retention: RetentionDesk,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const name = this.reflector.get<EndpointName | undefined>(ENDPOINT, context.getHandler());
    if (name === undefined) return next.handle();
    const endpoint = endpointNamed(name);
    const request = context.switchToHttp().getRequest<Request>();
    const state = stateOf(request);
    const { browser } = state;
    if (!browser) throw new Error('the guard comes before');
    const input = checkRequest(endpoint, { params: request.params, query: request.query, body: bodyOf(request) });
    const key = endpoint.command ? idempotencyKey(request.get('idempotency-key')) : undefined;
    state.input = input;
    const asked = { endpoint: name, params: input.params, body: input.body };
    const caller = new Caller(state.principal, key, asked, browser);
    state.caller = caller;
    const correlationId = runIdOf(input.params) ?? (endpoint.command ? caller.commandId : undefined);
    if (correlationId !== undefined) state.correlationId = correlationId;
    const atLeast = endpoint.method === 'GET' ? atLeastOf(input.query) : undefined;
    if (atLeast !== undefined) await this.reads.waitFor(atLeast, undefined, endpoint.readModels);
    const response = context.switchToHttp().getResponse<Response>();
    const roles = state.principal?.roles ?? [];
    // Each route answers once: there is nothing that a stream of answers would be good for.
    const answer: unknown = await lastValueFrom(next.handle()).catch(async (error: unknown) => {
      throw await prunedOrMissing(error, runIdOf(input.params), this.retention);
    });
    const told = await personalAnswer(answer, roles, this.personal);
    response.setHeaders(caller.answerHeaders);
    return of(told);
  }
}

/** The body parser leaves bytes of JSON and nothing of any other media type. */
function bodyOf(request: Request): Uint8Array | undefined {
  const body: unknown = request.body;
  if (body instanceof Uint8Array) return body;
  const sent = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (sent && (request.method === 'POST' || request.method === 'PUT'))
    throw new DomainError('REQUEST.MEDIA_TYPE', 'invalid', 'Send JSON with `content-type: application/json`.');
  return undefined;
}

function runIdOf(params: unknown): string | undefined {
  if (typeof params !== 'object' || params === null || !('runId' in params)) return undefined;
  return typeof params.runId === 'string' ? params.runId : undefined;
}

function atLeastOf(query: unknown): bigint | undefined {
  if (typeof query !== 'object' || query === null || !('atLeast' in query)) return undefined;
  return typeof query.atLeast === 'string' ? BigInt(query.atLeast) : undefined;
}

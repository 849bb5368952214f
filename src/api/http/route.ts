import {
  createParamDecorator,
  Delete,
  Get,
  Header,
  HttpCode,
  Post,
  Put,
  SetMetadata,
  type StreamableFile,
  type ExecutionContext,
} from '@nestjs/common';
import { endpointNamed, type EndpointName, type InputOf, type ReplyOf } from '../contract/endpoints.js';
import type { ServerResponse } from 'node:http';
import type { Method } from '../contract/endpoint.js';
import type { Caller } from './caller.js';
import type { CheckedRequest } from './request-input.js';
import type { Browser } from '../../access/browser.js';
import type { OperatorPrincipal } from '../../access/principal.js';

/** Metadata of a route: the endpoint of the contract that it serves. */
export const ENDPOINT = 'mc:endpoint';
/** Metadata of a route outside of the contract that needs no key, such as a health check. */
export const PUBLIC = 'mc:public';

/** What guard and interceptor found out about a request, for its controller. */
export interface RequestState {
  browser?: Browser;
  principal?: OperatorPrincipal;
  input?: CheckedRequest;
  caller?: Caller;
  /** The run that it is about, else the command; in the log it joins the lines of one matter. */
  correlationId?: string;
}
const states = new WeakMap<object, RequestState>();
export function stateOf(request: object): RequestState {
  const state = states.get(request) ?? {};
  states.set(request, state);
  return state;
}

const TakeInput = createParamDecorator(
  (_: unknown, context: ExecutionContext) => stateOf(context.switchToHttp().getRequest<object>()).input,
);
const TakeCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => stateOf(context.switchToHttp().getRequest<object>()).caller,
);
const TakeResponse = createParamDecorator((_: unknown, context: ExecutionContext) =>
  context.switchToHttp().getResponse<ServerResponse>(),
);
const METHODS: Readonly<Record<Method, (path: string) => MethodDecorator>> = {
  GET: Get,
  POST: Post,
  PUT: Put,
  DELETE: Delete,
};

/**
 * Serves an endpoint of the contract: method, path, status and role come from there, and the compiler checks that the method takes its
 * checked input and returns its answer. Its parameters are the input and the caller, and of a stream the response, to watch it.
 */
export function Route<N extends EndpointName>(name: N) {
  const { method, path, status, media } = endpointNamed(name);
  return <
    Handler extends (
      input: InputOf<N>,
      caller: Caller,
      response: ServerResponse,
    ) => Promise<ReplyOf<N> | StreamableFile>,
  >(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    METHODS[method](path)(target, key, descriptor);
    HttpCode(status)(target, key, descriptor);
    if (media !== undefined) Header('content-type', `${media}; charset=utf-8`)(target, key, descriptor);
    SetMetadata(ENDPOINT, name)(target, key, descriptor);
    TakeInput()(target, key, 0);
    TakeCaller()(target, key, 1);
    TakeResponse()(target, key, 2);
  };
}

/** A route outside of the contract that needs no key. */
export const Public = (): MethodDecorator => SetMetadata(PUBLIC, true);

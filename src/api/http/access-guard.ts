import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Access } from '../../access/access.js';
import { requireRole } from '../../access/principal.js';
import { DomainError } from '../../domain/kernel/errors.js';
import { endpointNamed, type EndpointName } from '../contract/endpoints.js';
import { ACCESS } from '../ports.js';
import { ENDPOINT, PUBLIC, stateOf } from './route.js';

/** Deny by default: a route serves an endpoint of the contract (which names a role), or is declared public, or is refused. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(ACCESS) private readonly access: Access,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    const name = this.reflector.get<EndpointName | undefined>(ENDPOINT, handler);
    if (name === undefined) {
      if (this.reflector.get<boolean | undefined>(PUBLIC, handler) === true) return true;
      throw new DomainError('ACCESS.UNDECLARED', 'forbidden', 'This route declares no role: nobody may use it.');
    }
    const { role } = endpointNamed(name);
    if (role === 'public') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const principal = await this.access.verify(bearerOf(request.headers.authorization));
    stateOf(request).principal = requireRole(principal, role);
    return true;
  }
}

/** The token of `Authorization: Bearer ...`; empty when there is none. */
export const bearerOf = (header: string | undefined): string => /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';

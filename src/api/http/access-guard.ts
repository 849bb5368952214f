import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Access } from '../../access/access.js';
import { browserOf, requireOwnOrigin, type Browser } from '../../access/browser.js';
import { requireRole, type Principal } from '../../access/principal.js';
import { DomainError } from '../../domain/kernel/errors.js';
import { endpointNamed, type EndpointName } from '../contract/endpoints.js';
import { ACCESS, SITE, type Site } from '../ports.js';
import { ENDPOINT, PUBLIC, stateOf } from './route.js';

/**
 * Deny by default: a route serves an endpoint of the contract (which names a role), or is declared public, or is refused.
 * A program proves itself by a key, a browser by the cookie of its session, and then by its origin when it changes something.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(ACCESS) private readonly access: Access,
    @Inject(SITE) private readonly site: Site,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    const name = this.reflector.get<EndpointName | undefined>(ENDPOINT, handler);
    if (name === undefined) {
      if (this.reflector.get<boolean | undefined>(PUBLIC, handler) === true) return true;
      throw new DomainError('ACCESS.UNDECLARED', 'forbidden', 'This route declares no role: nobody may use it.');
    }
    const { role, method } = endpointNamed(name);
    const request = context.switchToHttp().getRequest<Request>();
    const browser = browserOf(request, this.site.trustedProxies);
    const state = stateOf(request);
    state.browser = browser;
    const token = bearerOf(request.headers.authorization);
    // A key is sent on purpose; a cookie goes along with whatever page asks.
    if (token === '' && method !== 'GET') requireOwnOrigin(browser, browser.session !== undefined);
    if (role !== 'public') state.principal = requireRole(await this.verified(token, browser), role);
    return true;
  }

  private async verified(token: string, { session }: Browser): Promise<Principal> {
    if (token !== '' || session === undefined) return this.access.verify(token);
    return (await this.access.verifySession(session)).principal;
  }
}

/** The token of `Authorization: Bearer ...`; empty when there is none. */
export const bearerOf = (header: string | undefined): string => /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';

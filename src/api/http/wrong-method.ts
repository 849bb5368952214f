import { NotFoundException } from '@nestjs/common';
import { DomainError } from '../../domain/kernel/errors.js';
import type { Method } from '../contract/endpoint.js';
import { endpointList } from '../contract/endpoints.js';

/** Addresses of the contract, each with its methods. */
const ADDRESSES = new Map<string, { readonly pattern: RegExp; readonly methods: Method[] }>();
for (const [, { path, method }] of endpointList) {
  const known = ADDRESSES.get(path);
  if (known) known.methods.push(method);
  else
    ADDRESSES.set(path, {
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:[A-Za-z]+/g, '[^/]+')}/?$`, 'i'),
      methods: [method],
    });
}

/** REQUEST.METHOD (405) when there is the address, but not with the method of this request. */
export function wrongMethod(
  error: unknown,
  { path, method }: { readonly path: string; readonly method: string },
): DomainError | undefined {
  if (!(error instanceof NotFoundException)) return undefined;
  const allowed = [...ADDRESSES.values()].flatMap(({ pattern, methods }) => (pattern.test(path) ? methods : []));
  if (allowed.length === 0) return undefined;
  const allow = [...new Set(allowed)].join(', ');
  return new DomainError('REQUEST.METHOD', 'invalid', `${method} is not for this address: use ${allow}.`, { allow });
}

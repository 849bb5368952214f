import type { IncomingHttpHeaders } from 'node:http';
import { DomainError } from '../domain/kernel/errors.js';

/** A request as the caller's browser made it: with proxies in front, as the last trusted one says. */
export interface Browser {
  /** What it addressed: host, and port unless it is the scheme's own. */
  readonly host: string;
  /** It speaks TLS. */
  readonly secure: boolean;
  readonly origin: string | undefined;
  /** The value of the session's cookie; undefined when there is none. */
  readonly session: string | undefined;
  /** IP address. */
  readonly address: string;
  /** User-Agent, cut to 200 characters. */
  readonly device: string;
}

interface Connection {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly encrypted?: boolean; readonly remoteAddress?: string | undefined };
}

/** `trustedProxies`: how many stand in front and write X-Forwarded headers; with 0 these are not believed. */
export function browserOf({ headers, socket }: Connection, trustedProxies: number): Browser {
  const forwarded = (name: string): string[] => (trustedProxies > 0 ? listIn(headers[name]) : []);
  const host = (forwarded('x-forwarded-host')[0] ?? headers.host ?? '').toLowerCase();
  const secure = socket.encrypted === true || forwarded('x-forwarded-proto')[0] === 'https';
  const hops = [...forwarded('x-forwarded-for'), socket.remoteAddress ?? ''];
  return {
    host,
    secure,
    origin: headers.origin,
    session: cookieIn(headers.cookie, cookieName({ host, secure })),
    address: hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? '',
    device: (headers['user-agent'] ?? '').slice(0, 200),
  };
}

/**
 * Named by the port: browsers keep one jar for all ports of a host, and two instances on one machine must not sign each other out.
 * `__Host-` makes browsers refuse it from another host, a path or plain HTTP.
 */
function cookieName({ host, secure }: Pick<Browser, 'host' | 'secure'>): string {
  const port = /:(\d{1,5})$/.exec(host)?.[1];
  return `${secure ? '__Host-' : ''}mc_session${port === undefined ? '' : `_${port}`}`;
}

/** The Set-Cookie that keeps a session; scripts cannot read it, and no other site's requests carry it. */
export const sessionCookie = (browser: Browser, token: string, maxAgeSeconds: number): string =>
  [
    `${cookieName(browser)}=${token}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}`,
    ...(browser.secure ? ['Secure'] : []),
  ].join('; ');
export const noSessionCookie = (browser: Browser): string => sessionCookie(browser, '', 0);

/**
 * Throws ACCESS.ORIGIN unless the page that asks was served from here. SameSite is not enough: another port of the same host is the
 * same site. `required`: it must say where it is from; else only who says another place is refused.
 */
export function requireOwnOrigin({ origin, host, secure }: Browser, required: boolean): void {
  if (origin === undefined && !required) return;
  const url = origin !== undefined && URL.canParse(origin) ? new URL(origin) : undefined;
  if (url?.host === host && (!secure || url.protocol === 'https:')) return;
  throw new DomainError(
    'ACCESS.ORIGIN',
    'forbidden',
    origin === undefined
      ? 'With a session, changes need the header Origin, as browsers send it. Programs use a key: `Authorization: Bearer mc_key_...`.'
      : `A page of ${origin} may not act here, at ${host}. Behind a proxy: set MC_TRUSTED_PROXIES, and let it pass on Host or X-Forwarded-Host.`,
  );
}

const listIn = (header: string | string[] | undefined): string[] =>
  (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key, ...value] = pair.trim().split('=');
    if (key === name && value.length > 0 && value[0] !== '') return value.join('=');
  }
  return undefined;
}

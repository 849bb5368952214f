import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** A key opens the API, a link one session, a session the console (as a cookie only), an agent's token the gateway. */
const TokenKind = z.enum(['key', 'agent', 'link', 'session']);
export type TokenKind = z.infer<typeof TokenKind>;

/**
 * `mc_<kind>_<owner>.<token id>_<secret>`, for example `mc_key_admin.k3v9q2x7m1pd_...`. Unambiguous because owners (slugs) have
 * neither dot nor underscore and token ids neither dash nor underscore; the secret, which may have both, is last.
 */
export interface ParsedToken {
  readonly kind: TokenKind;
  /** Id of the operator or agent. */
  readonly ownerId: string;
  readonly tokenId: string;
  readonly secret: string;
}

const FORM = /^mc_(key|agent|link|session)_([a-z0-9]+(?:-[a-z0-9]+)*)\.([a-z0-9]{8,32})_([A-Za-z0-9_-]{43})$/;

/** undefined for anything that is not a token; says nothing about whether it is valid. */
export function parseToken(text: string): ParsedToken | undefined {
  if (text.length > 200) return undefined;
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, kind, ownerId = '', tokenId = '', secret = ''] = match;
  return { kind: TokenKind.parse(kind), ownerId, tokenId, secret };
}

export interface MintedToken {
  readonly token: string;
  readonly tokenId: string;
  /** SHA-256 of the secret: all that is ever stored. 256 random bits need no slow hash. */
  readonly secretHash: string;
}

/** A new token with a 256-bit random secret. The token id is derived from `seed` (a command id), so that a command sent twice names the same token. */
export function mintToken(kind: TokenKind, ownerId: string, seed: string): MintedToken {
  const secret = randomBytes(32).toString('base64url');
  const tokenId = BigInt(`0x${createHash('sha256').update(`token id\n${seed}`).digest('hex').slice(0, 20)}`)
    .toString(36)
    .padStart(16, '0')
    .slice(-12);
  return { token: `mc_${kind}_${ownerId}.${tokenId}_${secret}`, tokenId, secretHash: hashSecret(secret) };
}

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Takes the same time wherever the first difference is. */
export function secretFits(secret: string, secretHash: string): boolean {
  const given = Buffer.from(hashSecret(secret), 'hex');
  const stored = Buffer.from(secretHash, 'hex');
  return given.length === stored.length && timingSafeEqual(given, stored);
}

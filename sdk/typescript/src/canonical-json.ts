import { createHash } from 'node:crypto';

/**
 * RFC 8785 (JSON Canonicalization Scheme), so that the hash of an approved value can be computed here as the server did.
 * Written again rather than imported: the SDK stands alone. Throws TypeError on what JSON cannot carry.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no number ${value}`);
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map((item: unknown) => canonicalJson(item ?? null)).join(',')}]`;
      return canonicalObject(value);
    default:
      throw new TypeError(`JSON has no ${typeof value}`);
  }
}

function canonicalObject(value: object): string {
  const members: string[] = [];
  // sort() orders by UTF-16 code units, which is what the RFC asks for.
  for (const key of Object.keys(value).sort()) {
    const member: unknown = Reflect.get(value, key);
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

/** SHA-256(nonce ‖ JCS(params)) as lower-case hex: what an approval was given for. */
export function approvalHash(nonce: string, params: unknown): string {
  return createHash('sha256').update(nonce).update(canonicalJson(params)).digest('hex');
}

import { createHmac, randomBytes } from 'node:crypto';
import { formatPath } from '../../domain/kernel/edge-json.js';
import { DomainError } from '../../domain/kernel/errors.js';
import type { Json } from '../../domain/kernel/json.js';
import type { KeyStore } from '../../domain/kernel/ports.js';
import { listed, redact, secretShapesIn, type Redaction } from '../../domain/kernel/redaction.js';
import { redactedBy } from '../../domain/kernel/secret-shapes.js';
import type { JsonSchema } from '../../domain/workflow/definition.js';
import type { Named } from '../aggregate.js';
import { markedPlaces, memberOf, replacedAt, type Path } from './schema-marks.js';

/** Schemas of parts of a command's payload, with the part that each describes: they may mark secrets in it. */
export type PayloadSchemas = readonly { readonly path: Path; readonly schema: JsonSchema }[];

/** What was taken out of a command before anything of it was hashed, decided upon or stored. Paths are within the command's payload. */
export interface Protection {
  redacted: readonly Redaction[];
}

/** The rule's name for what a schema marks with `x-secret`. */
const BY_SCHEMA = 'schema';
/** The server's own secret, under which the hashes of commands are kept. */
const HASH_KEY = 'command-hashes';
const HASH_KEY_BYTES = 32;

/** The one place that every command of every aggregate passes on its way in: what may not be stored is taken out here. docs/adr/0025-redaction-and-personal-data.md. */
export class Protector {
  #hashKey: Uint8Array | undefined;

  constructor(readonly keys: KeyStore) {}

  /** The request as it may be stored; the request itself when there is nothing to protect. */
  protect<Request extends Named>(
    request: Request,
    schemas: PayloadSchemas | undefined,
  ): { readonly request: Request; readonly protection: Protection } {
    const { value, found } = redact(request.payload);
    const marked = schemas === undefined ? { value, found: [] } : withoutMarked(value, schemas);
    if (found.length + marked.found.length === 0) return { request, protection: { redacted: found } };
    return {
      request: { ...request, payload: marked.value },
      protection: { redacted: listed([...found, ...marked.found]) },
    };
  }

  /** For what is kept as its author wrote it. Throws when it holds a secret that can be told by its shape. */
  refuse(request: Named): void {
    const found = secretShapesIn(request.payload);
    if (found.length === 0) return;
    throw new DomainError(
      'REQUEST.HOLDS_SECRET',
      'invalid',
      'This holds what looks like a secret, and it would be kept for good. Name the secret instead of writing it: {"$secret": "name"}.',
      {
        problems: found.map(({ path, rule }) => ({
          path,
          message: `looks like a secret (${rule})`,
          code: 'REQUEST.HOLDS_SECRET',
        })),
      },
    );
  }

  /**
   * The hash of a command as it is recorded: keyed with a secret of the server's own, since who has the log could try out what a plain hash stands for.
   * Every server of one log has the same, from the key store that they share.
   */
  recordedHash(payloadHash: string): string | Promise<string> {
    const key = this.#hashKey;
    if (key) return keyed(key, payloadHash);
    return this.keys
      .create(HASH_KEY, randomBytes(HASH_KEY_BYTES))
      .then((kept) => keyed((this.#hashKey = kept), payloadHash));
  }
}

const keyed = (key: Uint8Array, text: string): string => createHmac('sha256', key).update(text).digest('hex');

function withoutMarked<T>(
  payload: T,
  schemas: PayloadSchemas,
): { readonly value: T; readonly found: readonly Redaction[] } {
  const root = payload as Json;
  const marked = schemas.flatMap(({ path, schema }) => {
    const value = path.reduce<Json | undefined>(memberOf, root);
    return value === undefined ? [] : markedPlaces(schema, value).map((place) => [...path, ...place.path]);
  });
  if (marked.length === 0) return { value: payload, found: [] };
  const clean = replacedAt(
    root,
    marked.map((path) => ({ path, value: redactedBy(BY_SCHEMA) })),
  );
  return { value: clean as T, found: marked.map((path) => ({ path: formatPath(path), rule: BY_SCHEMA })) };
}

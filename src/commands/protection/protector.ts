import { createHmac, randomBytes } from 'node:crypto';
import { formatPath } from '../../domain/kernel/edge-json.js';
import { ERASED, holdsEncrypted, isEncrypted, keysIn, type Encrypted } from '../../domain/kernel/encrypted.js';
import { DomainError } from '../../domain/kernel/errors.js';
import type { Json } from '../../domain/kernel/json.js';
import type { KeyStore } from '../../domain/kernel/ports.js';
import { listed, redact, secretShapesIn, type Redaction } from '../../domain/kernel/redaction.js';
import { isRedacted, redactedBy } from '../../domain/kernel/secret-shapes.js';
import type { JsonSchema } from '../../domain/workflow/definition.js';
import type { Named } from '../named.js';
import { PersonalData } from './personal-data.js';
import { markedPlaces, memberOf, replacedAt, type Mark, type Path } from './schema-marks.js';
import { SubjectKeys, type SubjectKey } from './subject-keys.js';
import { isInRunInput, subjectIn } from './subject-place.js';

/** A schema of a part of a command's payload: it may mark secrets and personal data in it. */
export interface PayloadSchema {
  /** Of the part, in the payload. */
  readonly path: Path;
  readonly schema: JsonSchema;
  /** The run's input as it is stored, where a mark names a person by it. */
  runInput(): Json | Promise<Json>;
  /** Whose data it is when the place that is said to name the person is empty: never nobody's, so that nothing is stored in the clear. */
  readonly unnamed: string;
  /** The value as it is stored already, which this one takes the place of: what is protected there is protected here in the same way, also where it was moved to. */
  readonly like?: Json;
}
export type PayloadSchemas = readonly PayloadSchema[];

/** What became of a command before anything of it was hashed, decided upon or stored. Paths are within the command's payload. */
export interface Protection {
  redacted: readonly Redaction[];
  /** Ids of the keys that parts of it were encrypted with. */
  keys: readonly string[];
}
export interface Kept<Request> {
  readonly request: Request;
  readonly protection: Protection;
}

/** The rule's name for what a schema marks with `x-secret`. */
const BY_SCHEMA = 'schema';
/** Personal data of fewer characters is not looked for elsewhere: it stands in every other text by chance. */
const SHORTEST_MOVED = 3;
/** The server's own secret, under which the hashes of commands are kept. */
const HASH_KEY = 'command-hashes';
const HASH_KEY_BYTES = 32;

type How =
  | Mark
  | { readonly kind: 'again'; readonly stored: Encrypted | string }
  | { readonly kind: 'moved'; readonly keys: ReadonlySet<string> };
interface Marked {
  readonly how: How;
  /** In the part, and in the payload. */
  readonly path: Path;
  readonly place: Path;
  readonly value: Json;
  readonly part: PayloadSchema;
}
interface Change {
  readonly path: Path;
  readonly value: Json;
}

/** The one place that every command of every aggregate passes on its way in: what may not be stored as it is, is changed here. docs/adr/0025-redaction-and-personal-data.md. */
export class Protector {
  readonly subjects: SubjectKeys;
  readonly personal: PersonalData;
  #hashKey: Uint8Array | undefined;

  constructor(readonly keys: KeyStore) {
    this.subjects = new SubjectKeys(keys);
    this.personal = new PersonalData(this.subjects);
  }

  /** The request as it may be stored; the request itself when there is nothing to protect. Settles at once unless it holds personal data. */
  protect<Request extends Named>(
    request: Request,
    schemas: PayloadSchemas | undefined,
    commandId: string,
  ): Kept<Request> | Promise<Kept<Request>> {
    const { value, found } = redact(request.payload);
    const payload = value as Json;
    const marked = (schemas ?? []).flatMap((part) => markedIn(payload, part));
    if (schemas?.some(({ like }) => holdsEncrypted(like)) === true)
      return this.#moved(payload, schemas, marked).then((moved) =>
        this.#finished(request, payload, found, [...marked, ...moved], commandId),
      );
    return this.#finished(request, payload, found, marked, commandId);
  }

  #finished<Request extends Named>(
    request: Request,
    payload: Json,
    found: readonly Redaction[],
    marked: readonly Marked[],
    commandId: string,
  ): Kept<Request> | Promise<Kept<Request>> {
    if (marked.length === 0)
      return found.length === 0
        ? { request, protection: { redacted: found, keys: [] } }
        : { request: { ...request, payload }, protection: { redacted: found, keys: [] } };
    const redacted = [...found];
    const changes: Change[] = [];
    const personal: Marked[] = [];
    for (const one of marked) {
      const { how } = one;
      if (how.kind === 'personal' || how.kind === 'moved' || (how.kind === 'again' && isEncrypted(how.stored)))
        personal.push(one);
      else {
        changes.push({ path: one.place, value: how.kind === 'again' ? how.stored : redactedBy(BY_SCHEMA) });
        redacted.push({ path: formatPath(one.place), rule: BY_SCHEMA });
      }
    }
    const finish = (sealed: readonly Change[]): Kept<Request> => ({
      request: { ...request, payload: replacedAt(payload, [...changes, ...sealed]) },
      protection: { redacted: listed(redacted), keys: [...keysIn(sealed.map((change) => change.value))] },
    });
    return personal.length === 0 ? finish([]) : this.#sealed(payload, personal, commandId).then(finish);
  }

  async #sealed(payload: Json, personal: readonly Marked[], commandId: string): Promise<Change[]> {
    const changes: Change[] = [];
    for (const one of personal) {
      const { how, place, value } = one;
      const keys =
        how.kind === 'again'
          ? await this.#sameKeys(how.stored)
          : how.kind === 'moved'
            ? await this.subjects.these(how.keys)
            : [await this.#keyFor(payload, one)];
      const at = `${commandId}\n${formatPath(place)}`;
      // What is erased is not written anew: whoever edits around it leaves it as it is.
      if (how.kind === 'again' && (keys.length === 0 || value === ERASED))
        changes.push({ path: place, value: how.stored });
      else if (keys.length === 0) changes.push({ path: place, value: ERASED });
      else changes.push({ path: place, value: this.personal.seal(keys, at, value) });
    }
    return changes;
  }

  /** Texts that hold personal data of the value that they take the place of, at another place than there. */
  async #moved(payload: Json, schemas: PayloadSchemas, marked: readonly Marked[]): Promise<Marked[]> {
    const taken = new Set(marked.map(({ place }) => formatPath(place)));
    const moved: Marked[] = [];
    for (const part of schemas) {
      const known: { readonly texts: readonly string[]; readonly stored: Encrypted }[] = [];
      for (const stored of encryptedIn(part.like))
        known.push({ stored, texts: textsIn(await this.personal.open(stored)).map(({ text }) => text) });
      const value = part.path.reduce<Json | undefined>(memberOf, payload);
      for (const { text, path } of textsIn(value, (at) => taken.has(formatPath([...part.path, ...at])))) {
        const keys = new Set<string>();
        for (const { texts, stored } of known)
          if (texts.some((one) => one !== ERASED && one.length >= SHORTEST_MOVED && text.includes(one)))
            keysIn(stored, keys);
        if (keys.size > 0)
          moved.push({ how: { kind: 'moved', keys }, path, place: [...part.path, ...path], value: text, part });
      }
    }
    return moved;
  }

  async #keyFor(payload: Json, { how, path, part }: Marked): Promise<SubjectKey> {
    const subject = how.kind === 'personal' ? how.subject : '';
    const root = part.path.reduce<Json | undefined>(memberOf, payload) ?? null;
    const runInput = isInRunInput(subject) ? await this.personal.open(await part.runInput()) : undefined;
    return this.subjects.of(subjectIn(subject, root, path, runInput) ?? part.unnamed);
  }

  /** None when one of them is gone. */
  async #sameKeys(stored: Encrypted | string): Promise<SubjectKey[]> {
    const ids = [...keysIn(stored)];
    const keys = await this.subjects.these(ids);
    return keys.length < ids.length ? [] : keys;
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

function markedIn(payload: Json, part: PayloadSchema): Marked[] {
  const value = part.path.reduce<Json | undefined>(memberOf, payload);
  if (value === undefined) return [];
  const places: { readonly path: Path; readonly how: How }[] = markedPlaces(part.schema, value).map(
    ({ path, mark }) => ({ path, how: mark }),
  );
  if (part.like !== undefined) places.push(...protectedIn(part.like));
  return places.flatMap(({ path, how }): Marked[] => {
    const at = path.reduce<Json | undefined>(memberOf, value);
    return at === undefined ? [] : [{ how, path, place: [...part.path, ...path], value: at, part }];
  });
}

function protectedIn(value: Json, path: Path = []): { readonly path: Path; readonly how: How }[] {
  if (isEncrypted(value) || (typeof value === 'string' && isRedacted(value)))
    return [{ path, how: { kind: 'again', stored: value } }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]: [string, Json]) =>
    protectedIn(part, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function encryptedIn(value: Json | undefined): Encrypted[] {
  if (isEncrypted(value)) return [value];
  return typeof value !== 'object' || value === null ? [] : Object.values(value).flatMap(encryptedIn);
}

/** The texts of a value, not those below a place that is passed over. */
function textsIn(
  value: Json | undefined,
  isPassedOver: (path: Path) => boolean = () => false,
  path: Path = [],
): { readonly text: string; readonly path: Path }[] {
  if (isPassedOver(path)) return [];
  if (typeof value === 'string') return [{ text: value, path }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]: [string, Json]) =>
    textsIn(part, isPassedOver, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

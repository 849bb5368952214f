import { createHmac, randomBytes } from "node:crypto";
import { formatPath } from "../../domain/kernel/edge-json.js";
import { ERASED, holdsEncrypted, isEncrypted, keysIn } from "../../domain/kernel/encrypted.js";
import { DomainError } from "../../domain/kernel/errors.js";
import { listed, redact, secretShapesIn } from "../../domain/kernel/redaction.js";
import { isRedacted, redactedBy } from "../../domain/kernel/secret-shapes.js";
import { PersonalData } from "./personal-data.js";
import { markedPlaces, memberOf, replacedAt } from "./schema-marks.js";
import { SubjectKeys } from "./subject-keys.js";
import { isInRunInput, subjectIn } from "./subject-place.js";
const BY_SCHEMA = "schema", SHORTEST_MOVED = 3, HASH_KEY = "command-hashes", HASH_KEY_BYTES = 32;
class Protector {
  constructor(keys) {
    this.keys = keys;
    this.subjects = new SubjectKeys(keys), this.personal = new PersonalData(this.subjects);
  }
  keys;
  subjects;
  personal;
  #hashKey;
  /** The request as it may be stored; the request itself when there is nothing to protect. Settles at once unless it holds personal data. */
  protect(request, schemas, commandId) {
    const { value, found } = redact(request.payload), payload = value, marked = (schemas ?? []).flatMap((part) => markedIn(payload, part));
    return schemas?.some(({ like }) => holdsEncrypted(like)) === !0 ? this.#moved(payload, schemas, marked).then(
      (moved) => this.#finished(request, payload, found, [...marked, ...moved], commandId)
    ) : this.#finished(request, payload, found, marked, commandId);
  }
  #finished(request, payload, found, marked, commandId) {
    if (marked.length === 0)
      return found.length === 0 ? { request, protection: { redacted: found, keys: [] } } : { request: { ...request, payload }, protection: { redacted: found, keys: [] } };
    const redacted = [...found], changes = [], personal = [];
    for (const one of marked) {
      const { how } = one;
      how.kind === "personal" || how.kind === "moved" || how.kind === "again" && isEncrypted(how.stored) ? personal.push(one) : (changes.push({ path: one.place, value: how.kind === "again" ? how.stored : redactedBy(BY_SCHEMA) }), redacted.push({ path: formatPath(one.place), rule: BY_SCHEMA }));
    }
    const finish = (sealed) => ({
      request: { ...request, payload: replacedAt(payload, [...changes, ...sealed]) },
      protection: { redacted: listed(redacted), keys: [...keysIn(sealed.map((change) => change.value))] }
    });
    return personal.length === 0 ? finish([]) : this.#sealed(payload, personal, commandId).then(finish);
  }
  async #sealed(payload, personal, commandId) {
    const changes = [];
    for (const one of personal) {
      const { how, place, value } = one, keys = how.kind === "again" ? await this.#sameKeys(how.stored) : how.kind === "moved" ? await this.subjects.these(how.keys) : [await this.#keyFor(payload, one)], at = `${commandId}
${formatPath(place)}`;
      how.kind === "again" && (keys.length === 0 || value === ERASED) ? changes.push({ path: place, value: how.stored }) : keys.length === 0 ? changes.push({ path: place, value: ERASED }) : changes.push({ path: place, value: this.personal.seal(keys, at, value) });
    }
    return changes;
  }
  /** Texts that hold personal data of the value that they take the place of, at another place than there. */
  async #moved(payload, schemas, marked) {
    const taken = new Set(marked.map(({ place }) => formatPath(place))), moved = [];
    for (const part of schemas) {
      const known = [];
      for (const stored of encryptedIn(part.like))
        known.push({ stored, texts: textsIn(await this.personal.open(stored)).map(({ text }) => text) });
      const value = part.path.reduce(memberOf, payload);
      for (const { text, path } of textsIn(value, (at) => taken.has(formatPath([...part.path, ...at])))) {
        const keys = /* @__PURE__ */ new Set();
        for (const { texts, stored } of known)
          texts.some((one) => one !== ERASED && one.length >= SHORTEST_MOVED && text.includes(one)) && keysIn(stored, keys);
        keys.size > 0 && moved.push({ how: { kind: "moved", keys }, path, place: [...part.path, ...path], value: text, part });
      }
    }
    return moved;
  }
  async #keyFor(payload, { how, path, part }) {
    const subject = how.kind === "personal" ? how.subject : "", root = part.path.reduce(memberOf, payload) ?? null, runInput = isInRunInput(subject) ? await this.personal.open(await part.runInput()) : void 0;
    return this.subjects.of(subjectIn(subject, root, path, runInput) ?? part.unnamed);
  }
  /** None when one of them is gone. */
  async #sameKeys(stored) {
    const ids = [...keysIn(stored)], keys = await this.subjects.these(ids);
    return keys.length < ids.length ? [] : keys;
  }
  /** For what is kept as its author wrote it. Throws when it holds a secret that can be told by its shape. */
  refuse(request) {
    const found = secretShapesIn(request.payload);
    if (found.length !== 0)
      throw new DomainError(
        "REQUEST.HOLDS_SECRET",
        "invalid",
        'This holds what looks like a secret, and it would be kept for good. Name the secret instead of writing it: {"$secret": "name"}.',
        {
          problems: found.map(({ path, rule }) => ({
            path,
            message: `looks like a secret (${rule})`,
            code: "REQUEST.HOLDS_SECRET"
          }))
        }
      );
  }
  /**
   * The hash of a command as it is recorded: keyed with a secret of the server's own, since who has the log could try out what a plain hash stands for.
   * Every server of one log has the same, from the key store that they share.
   */
  recordedHash(payloadHash) {
    const key = this.#hashKey;
    return key ? keyed(key, payloadHash) : this.keys.create(HASH_KEY, randomBytes(HASH_KEY_BYTES)).then((kept) => keyed(this.#hashKey = kept, payloadHash));
  }
}
const keyed = (key, text) => createHmac("sha256", key).update(text).digest("hex");
function markedIn(payload, part) {
  const value = part.path.reduce(memberOf, payload);
  if (value === void 0) return [];
  const places = markedPlaces(part.schema, value).map(
    ({ path, mark }) => ({ path, how: mark })
  );
  return part.like !== void 0 && places.push(...protectedIn(part.like)), places.flatMap(({ path, how }) => {
    const at = path.reduce(memberOf, value);
    return at === void 0 ? [] : [{ how, path, place: [...part.path, ...path], value: at, part }];
  });
}
function protectedIn(value, path = []) {
  return isEncrypted(value) || typeof value == "string" && isRedacted(value) ? [{ path, how: { kind: "again", stored: value } }] : typeof value != "object" || value === null ? [] : Object.entries(value).flatMap(
    ([key, part]) => protectedIn(part, [...path, Array.isArray(value) ? Number(key) : key])
  );
}
function encryptedIn(value) {
  return isEncrypted(value) ? [value] : typeof value != "object" || value === null ? [] : Object.values(value).flatMap(encryptedIn);
}
function textsIn(value, isPassedOver = () => !1, path = []) {
  return isPassedOver(path) ? [] : typeof value == "string" ? [{ text: value, path }] : typeof value != "object" || value === null ? [] : Object.entries(value).flatMap(
    ([key, part]) => textsIn(part, isPassedOver, [...path, Array.isArray(value) ? Number(key) : key])
  );
}
export {
  Protector
};
//# sourceMappingURL=protector.js.map

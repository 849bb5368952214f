import { createHash, createHmac, randomBytes } from "node:crypto";
const SALT = "subject-names", PREFIX = "subject-", SALT_BYTES = 32, KEY_BYTES = 64, MOST = 1e4, KEPT_MS = 3e4;
class SubjectKeys {
  #keys;
  #now;
  #atHand = /* @__PURE__ */ new Map();
  #salt;
  constructor(keys, now = () => performance.now()) {
    this.#keys = keys, this.#now = now;
  }
  /** The part of a key's id that is the same for all keys of a person. */
  async nameOf(subject) {
    return this.#salt ??= await this.#keys.create(SALT, randomBytes(SALT_BYTES)), createHmac("sha256", this.#salt).update(subject).digest("hex").slice(0, 32);
  }
  /** The person's key; a new one when there is none. */
  async of(subject) {
    const name = await this.nameOf(subject), known = this.#known(name);
    if (known) return known;
    const key = keyOf(name, await this.#keys.create(PREFIX + name, randomBytes(KEY_BYTES)));
    return this.#keep(name, key), key;
  }
  /** The key of an id that stands in the log; undefined when it was destroyed. */
  async byId(id) {
    const [name = ""] = id.split(".");
    let key = this.#known(name);
    if (!key || key.id !== id) {
      const secret = await this.#keys.read(PREFIX + name);
      key = secret && keyOf(name, secret), this.#keep(name, key);
    }
    return key?.id === id ? key : void 0;
  }
  /** Of several; those that are gone are left out. */
  async these(ids) {
    return (await Promise.all([...ids].map((id) => this.byId(id)))).filter((key) => key !== void 0);
  }
  /** The id of the person's key; undefined when there is none. */
  async idOf(subject) {
    const name = await this.nameOf(subject), secret = await this.#keys.read(PREFIX + name);
    return secret && keyOf(name, secret).id;
  }
  /** Destroys a key; false when it was gone already. */
  async destroy(id) {
    this.#forget(id);
    const key = await this.byId(id);
    return this.#forget(id), key ? (await this.#keys.destroy(PREFIX + id.slice(0, id.indexOf("."))), !0) : !1;
  }
  /** The same for many, of which hardly one is there. */
  async destroyAll(ids) {
    const there = new Set(await this.#keys.list());
    for (const id of ids) there.has(PREFIX + (id.split(".")[0] ?? "")) && await this.destroy(id);
  }
  #forget(id) {
    this.#atHand.delete(id.split(".")[0] ?? "");
  }
  #known(name) {
    const kept = this.#atHand.get(name);
    if (kept && kept.until > this.#now()) return kept.key;
    kept && this.#atHand.delete(name);
  }
  #keep(name, key) {
    this.#atHand.delete(name), this.#atHand.set(name, { key, until: this.#now() + KEPT_MS });
    const [oldest] = this.#atHand.size > MOST ? this.#atHand.keys() : [];
    oldest !== void 0 && this.#atHand.delete(oldest);
  }
}
const keyOf = (name, secret) => ({
  id: `${name}.${createHash("sha256").update(secret).digest("hex").slice(0, 8)}`,
  secret
});
export {
  SubjectKeys
};
//# sourceMappingURL=subject-keys.js.map

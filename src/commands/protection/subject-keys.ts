import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { KeyStore } from '../../domain/kernel/ports.js';

/** A person's key. `id` stands in the log; it tells nothing of who it is. */
export interface SubjectKey {
  readonly id: string;
  /** 32 bytes that encrypt, 32 bytes that make the nonces. */
  readonly secret: Uint8Array;
}

const SALT = 'subject-names';
const PREFIX = 'subject-';
const SALT_BYTES = 32;
const KEY_BYTES = 64;
/** Keys at hand; the one that came first makes room. */
const MOST = 10_000;
/** A key that another server has destroyed is used no longer than this, should the news of it get lost. */
const KEPT_MS = 30_000;

/**
 * Keys of persons in the key store, under a name that is made of the person's id and a secret of the store: who sees the names cannot try out
 * who it is. An id of a key is the name and a part that is new with each key of the same person: what was erased stays erased when the person comes back.
 */
export class SubjectKeys {
  readonly #keys: KeyStore;
  readonly #now: () => number;
  readonly #atHand = new Map<string, { readonly key: SubjectKey | undefined; readonly until: number }>();
  #salt: Uint8Array | undefined;

  constructor(keys: KeyStore, now: () => number = () => performance.now()) {
    this.#keys = keys;
    this.#now = now;
  }

  /** The part of a key's id that is the same for all keys of a person. */
  async nameOf(subject: string): Promise<string> {
    this.#salt ??= await this.#keys.create(SALT, randomBytes(SALT_BYTES));
    return createHmac('sha256', this.#salt).update(subject).digest('hex').slice(0, 32);
  }

  /** The person's key; a new one when there is none. */
  async of(subject: string): Promise<SubjectKey> {
    const name = await this.nameOf(subject);
    const known = this.#known(name);
    if (known) return known;
    const key = keyOf(name, await this.#keys.create(PREFIX + name, randomBytes(KEY_BYTES)));
    this.#keep(name, key);
    return key;
  }

  /** The key of an id that stands in the log; undefined when it was destroyed. */
  async byId(id: string): Promise<SubjectKey | undefined> {
    const [name = ''] = id.split('.');
    let key = this.#known(name);
    if (!key || key.id !== id) {
      const secret = await this.#keys.read(PREFIX + name);
      key = secret && keyOf(name, secret);
      this.#keep(name, key);
    }
    return key?.id === id ? key : undefined;
  }

  /** Of several; those that are gone are left out. */
  async these(ids: Iterable<string>): Promise<SubjectKey[]> {
    const keys = await Promise.all([...ids].map((id) => this.byId(id)));
    return keys.filter((key) => key !== undefined);
  }

  /** The id of the person's key; undefined when there is none. */
  async idOf(subject: string): Promise<string | undefined> {
    const name = await this.nameOf(subject);
    const secret = await this.#keys.read(PREFIX + name);
    return secret && keyOf(name, secret).id;
  }

  /** Destroys a key; false when it was gone already. */
  async destroy(id: string): Promise<boolean> {
    this.#forget(id);
    const key = await this.byId(id);
    this.#forget(id);
    if (!key) return false;
    await this.#keys.destroy(PREFIX + id.slice(0, id.indexOf('.')));
    return true;
  }

  /** The same for many, of which hardly one is there. */
  async destroyAll(ids: Iterable<string>): Promise<void> {
    const there = new Set(await this.#keys.list());
    for (const id of ids) if (there.has(PREFIX + (id.split('.')[0] ?? ''))) await this.destroy(id);
  }

  #forget(id: string): void {
    this.#atHand.delete(id.split('.')[0] ?? '');
  }

  #known(name: string): SubjectKey | undefined {
    const kept = this.#atHand.get(name);
    if (kept && kept.until > this.#now()) return kept.key;
    if (kept) this.#atHand.delete(name);
    return undefined;
  }

  #keep(name: string, key: SubjectKey | undefined): void {
    this.#atHand.delete(name);
    this.#atHand.set(name, { key, until: this.#now() + KEPT_MS });
    const [oldest] = this.#atHand.size > MOST ? this.#atHand.keys() : [];
    if (oldest !== undefined) this.#atHand.delete(oldest);
  }
}

const keyOf = (name: string, secret: Uint8Array): SubjectKey => ({
  id: `${name}.${createHash('sha256').update(secret).digest('hex').slice(0, 8)}`,
  secret,
});

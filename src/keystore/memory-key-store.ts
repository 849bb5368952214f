import type { KeyStore } from '../domain/kernel/ports.js';

/** Secrets that live as long as the process: for tests, and for the warm-up, which keeps nothing. */
export class MemoryKeyStore implements KeyStore {
  readonly secrets = new Map<string, Uint8Array>();

  read(name: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.secrets.get(name));
  }

  create(name: string, secret: Uint8Array): Promise<Uint8Array> {
    const kept = this.secrets.get(name) ?? secret;
    this.secrets.set(name, kept);
    return Promise.resolve(kept);
  }

  destroy(name: string): Promise<boolean> {
    return Promise.resolve(this.secrets.delete(name));
  }

  list(): Promise<readonly string[]> {
    return Promise.resolve([...this.secrets.keys()].toSorted());
  }
}

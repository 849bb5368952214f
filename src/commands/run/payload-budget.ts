import type { Payload } from '../../domain/kernel/payload.js';
import { bytesOf } from './payloads.js';
import type { RunAux } from './run-aux.js';

/** Room that an entry takes up beside its payload, about. */
const ENTRY_BYTES = 100;

/** Bytes of payloads that are kept at hand over all runs: the run that used its own last of all gives them up first. They can be read again. */
export class PayloadBudget {
  readonly #bytesOf = new Map<RunAux, number>();
  #bytes = 0;

  constructor(readonly limit: number) {}

  get bytes(): number {
    return this.#bytes;
  }

  keep(aux: RunAux, revision: number, payload: Payload): void {
    if (aux.payloads.has(revision)) return;
    const bytes = ENTRY_BYTES + bytesOf(payload);
    aux.payloads.set(revision, payload);
    this.#set(aux, (this.#bytesOf.get(aux) ?? 0) + bytes);
    for (const oldest of this.#bytesOf.keys()) {
      if (this.#bytes <= this.limit) return;
      this.drop(oldest);
    }
  }

  used(aux: RunAux): void {
    const bytes = this.#bytesOf.get(aux);
    if (bytes !== undefined) this.#set(aux, bytes);
  }

  /** Nobody will want them any more, such as those of a run that has ended. */
  drop(aux: RunAux): void {
    this.#bytes -= this.#bytesOf.get(aux) ?? 0;
    this.#bytesOf.delete(aux);
    aux.payloads.clear();
  }

  /** A Map keeps the order of insertion: what was used last stands at the end. */
  #set(aux: RunAux, bytes: number): void {
    this.#bytes += bytes - (this.#bytesOf.get(aux) ?? 0);
    this.#bytesOf.delete(aux);
    this.#bytesOf.set(aux, bytes);
  }
}

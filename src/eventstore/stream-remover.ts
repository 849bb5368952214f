import type { StreamRemover } from '../domain/kernel/ports.js';
import type { Contact } from './contact.js';
import { messageOf } from '../domain/kernel/errors.js';
import { unavailable } from './event-store.js';
import type { RawLog } from './raw-log.js';

/** The StreamRemover port over any log. */
export class RawStreamRemover implements StreamRemover {
  readonly #raw: RawLog;
  readonly #contact: Contact;

  constructor(raw: RawLog, contact: Contact) {
    this.#raw = raw;
    this.#contact = contact;
  }

  async remove(stream: string): Promise<void> {
    try {
      await this.#raw.deleteStream(stream);
      this.#contact.succeeded();
    } catch (error) {
      this.#contact.failed(error);
      throw unavailable(`Stream ${stream} could not be deleted: ${messageOf(error)}`);
    }
  }
}

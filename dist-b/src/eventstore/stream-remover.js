import { messageOf } from "../domain/kernel/errors.js";
import { unavailable } from "./event-store.js";
class RawStreamRemover {
  #raw;
  #contact;
  constructor(raw, contact) {
    this.#raw = raw, this.#contact = contact;
  }
  async remove(stream) {
    try {
      await this.#raw.deleteStream(stream), this.#contact.succeeded();
    } catch (error) {
      throw this.#contact.failed(error), unavailable(`Stream ${stream} could not be deleted: ${messageOf(error)}`);
    }
  }
}
export {
  RawStreamRemover
};
//# sourceMappingURL=stream-remover.js.map

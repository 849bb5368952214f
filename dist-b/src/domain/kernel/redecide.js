import { z } from "zod";
import { DomainError } from "./errors.js";
import { canonicalize } from "./json.js";
class Undecidable {
  constructor(because) {
    this.because = because;
  }
  because;
}
const RecordedFacts = z.looseObject({ now: z.int(), random: z.number().min(0).lt(1).optional() });
class Redecision {
  state;
  /** Commands that were decided again. */
  commands = 0;
  /** Events that were compared. */
  events = 0;
  #decider;
  #observe;
  #notDecided = /* @__PURE__ */ new Map();
  constructor(decider, observe) {
    this.#decider = decider, this.#observe = observe, this.state = decider.initialState();
  }
  /** `rebuild` makes the command of its events and of the state before it. Answers the first event that differs; the state goes on as recorded. */
  check(group, rebuild) {
    const difference = this.#decideAgain(group, rebuild);
    for (const event of group)
      this.state = this.#decider.evolve(this.state, event), this.#observe?.({ revision: event.revision, stateVersion: this.#decider.stateVersion }, this.state);
    return difference;
  }
  /** By name and reason. */
  get notDecided() {
    return [...this.#notDecided.values()];
  }
  #decideAgain(group, rebuild) {
    const { command } = group[0].metadata;
    if (command === void 0) return this.#pass("(none)", "the command is not recorded");
    const facts = RecordedFacts.safeParse(command.facts);
    if (!facts.success) return this.#pass(command.name, "its facts are not recorded");
    const rebuilt = rebuild(this.state, facts.data);
    if (rebuilt instanceof Undecidable) return this.#pass(command.name, rebuilt.because);
    this.commands++;
    let decided;
    try {
      decided = this.#decider.decide(this.state, rebuilt);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return differenceAt(group, 0, [], { code: error.code, message: error.message });
    }
    for (let i = 0; i < Math.max(group.length, decided.length); i++) {
      if (textOf(group[i]) !== textOf(decided[i])) return differenceAt(group, i, decided, void 0);
      this.events++;
    }
  }
  #pass(name, because) {
    const key = `${name}
${because}`, known = this.#notDecided.get(key);
    known ? known.commands++ : this.#notDecided.set(key, { name, because, commands: 1 });
  }
}
function differenceAt(group, index, decided, refused) {
  const [first] = group, recorded = group[index], expected = decided[index];
  return {
    revision: first.revision + index,
    eventId: recorded?.id,
    command: { id: first.metadata.commandId, name: first.metadata.command?.name ?? "" },
    recorded: recorded && { type: recorded.type, data: recorded.data },
    decided: expected && { type: expected.type, data: expected.data },
    refused
  };
}
const textOf = (event) => event && canonicalize({ type: event.type, data: event.data });
class CommandBoundaries {
  #open;
  /** The events of the command before, when this one begins another. */
  add(event) {
    const open = this.#open;
    if (open !== void 0 && event.metadata.index === open.length && event.metadata.commandId === open[0].metadata.commandId) {
      open.push(event);
      return;
    }
    return this.#open = [event], open;
  }
  /** The events of the last command. */
  end() {
    const open = this.#open;
    return this.#open = void 0, open;
  }
}
export {
  CommandBoundaries,
  RecordedFacts,
  Redecision,
  Undecidable
};
//# sourceMappingURL=redecide.js.map

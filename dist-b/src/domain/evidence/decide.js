import { assertNever, DomainError } from "../kernel/errors.js";
import { keyInForce, nextSize } from "./state.js";
const evidenceDecider = {
  stateVersion: 1,
  initialState: () => ({ keys: [], last: null, checkpoints: 0, revision: -1 }),
  decide(state, command) {
    switch (command.name) {
      case "AddSigningKey":
        return [addKey(state, command.payload)];
      case "SignCheckpoint":
        return [sign(state, command.payload)];
      default:
        return assertNever(command);
    }
  },
  evolve(state, event) {
    const { at } = event.metadata, { revision } = event;
    switch (event.type) {
      case "SigningKeyAdded": {
        const { note: _, reason: __, ...key } = event.data;
        return { ...state, keys: [...state.keys, { ...key, at }], revision };
      }
      case "CheckpointSigned": {
        const { leaves: _, ...last } = event.data;
        return {
          ...state,
          last: { ...last, at, revision },
          revision,
          checkpoints: state.checkpoints + 1
        };
      }
      default:
        return assertNever(event);
    }
  }
};
function addKey(state, data) {
  const before = keyInForce(state);
  if (state.keys.some(({ keyId }) => keyId === data.keyId))
    throw new DomainError("EVIDENCE.KEY_KNOWN", "conflict", `Signing key ${data.keyId} was in force before.`);
  if (data.previousKeyId !== before?.keyId || data.from !== nextSize(state)) throw superseded("signing key");
  if (before && before.storeId !== data.storeId)
    throw new DomainError("EVIDENCE.OTHER_STORE", "invalid", `This log is ${before.storeId}, not ${data.storeId}.`);
  return { type: "SigningKeyAdded", data };
}
function sign(state, data) {
  const { last } = state, cites = data.previous;
  if (cites?.size !== last?.size || cites?.rootHash !== last?.rootHash || keyInForce(state)?.keyId !== data.keyId)
    throw superseded("checkpoint");
  if (data.size < nextSize(state) || last !== null && BigInt(data.through) < BigInt(last.through))
    throw new DomainError("EVIDENCE.BACKWARDS", "invalid", "A checkpoint never covers less than the one before it.");
  return { type: "CheckpointSigned", data };
}
const SUPERSEDED = "EVIDENCE.SUPERSEDED", superseded = (what) => new DomainError(SUPERSEDED, "conflict", `Another server has recorded a ${what} meanwhile. Try again.`);
export {
  SUPERSEDED,
  evidenceDecider
};
//# sourceMappingURL=decide.js.map

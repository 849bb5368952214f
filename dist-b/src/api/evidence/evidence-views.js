import { keyInForce } from "../../domain/evidence/state.js";
const checkpointView = ({
  size,
  rootHash,
  at,
  keyId,
  through,
  revision,
  note
}) => ({
  size,
  rootHash,
  at,
  keyId,
  through,
  revision,
  note
}), keyView = (key, state, here) => ({
  keyId: key.keyId,
  publicKey: key.publicKey,
  from: key.from,
  at: key.at,
  previousKeyId: key.previousKeyId ?? null,
  lost: key.lost ?? !1,
  inForce: key.keyId === keyInForce(state)?.keyId,
  here
});
async function evidenceView({ checkpoints, witness, everyMs, problem }) {
  const state = await checkpoints.state(), keys = state.keys.map(async (key) => keyView(key, state, await checkpoints.keys.has(key.keyId)));
  return {
    storeId: keyInForce(state)?.storeId ?? null,
    everyMs,
    checkpoints: state.checkpoints,
    last: state.last && checkpointView(state.last),
    keys: await Promise.all(keys),
    problem: problem(),
    witness: witness.state()
  };
}
export {
  checkpointView,
  evidenceView,
  keyView
};
//# sourceMappingURL=evidence-views.js.map

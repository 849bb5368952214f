const RULES = {
  revisions: "revisions of a stream are contiguous from 0, and positions grow with them",
  "event-ids": "no event id and no event of a command is in the log twice",
  "hash-chain": "each event names the hash of the one before it, and has the hash that its content gives",
  envelope: "metadata is whole, time does not go back in a stream, a run has one correlation and somebody behind each event",
  readable: "every event is of a known type and version, in the right kind of stream, and fits its schema",
  payloads: "every recorded hash is that of its payload",
  "one-outcome": "an attempt has at most one outcome, under the lease that it was given",
  "one-result": "a step has at most one accepted result; nothing is dispatched that runs or is done",
  dependencies: "nothing is dispatched before what it depends on is done, and inputs come from accepted results",
  "after-stop": "nothing is dispatched while a run is paused or halted, and a stop takes back every lease",
  "after-end": "after its end a run takes nothing but late results and money",
  "emergency-stop": "nothing is started, resumed or dispatched under an emergency stop",
  leases: "a lease is given once, and only its holder moves the run",
  limits: "no more steps run at once than may, and retries keep to their policy",
  budgets: "spent and reserved stay within every budget when something is dispatched or extended",
  reservations: "a reservation is opened once, alike in each budget, and released once",
  charges: "charges are there once, cost what their prices say, and add up exactly",
  approvals: "a request has one outcome, by those who may, before its deadline",
  gates: "a gated dispatch cites an approval that was granted for exactly its parameters, and uses it up",
  acknowledged: "what was acknowledged is in the log",
  waits: "a run has ended or waits for something with a name",
  "read-models": "read models that are built anew equal the live ones, row for row"
}, MAX_VIOLATIONS = 1e3;
export {
  MAX_VIOLATIONS,
  RULES
};
//# sourceMappingURL=report.js.map

/** The promises that the oracle looks at, and what each one says. */
export const RULES = {
  revisions: 'revisions of a stream are contiguous from 0, and positions grow with them',
  'event-ids': 'no event id and no event of a command is in the log twice',
  'hash-chain': 'each event names the hash of the one before it, and has the hash that its content gives',
  envelope:
    'metadata is whole, time does not go back in a stream, a run has one correlation and somebody behind each event',
  readable: 'every event is of a known type and version, in the right kind of stream, and fits its schema',
  payloads: 'every recorded hash is that of its payload',
  'one-outcome': 'an attempt has at most one outcome, under the lease that it was given',
  'one-result': 'a step has at most one accepted result; nothing is dispatched that runs or is done',
  dependencies: 'nothing is dispatched before what it depends on is done, and inputs come from accepted results',
  'after-stop': 'nothing is dispatched while a run is paused or halted, and a stop takes back every lease',
  'after-end': 'after its end a run takes nothing but late results and money',
  'emergency-stop': 'nothing is started, resumed or dispatched under an emergency stop',
  leases: 'a lease is given once, and only its holder moves the run',
  limits: 'no more steps run at once than may, and retries keep to their policy',
  budgets: 'spent and reserved stay within every budget when something is dispatched or extended',
  reservations: 'a reservation is opened once, alike in each budget, and released once',
  charges: 'charges are there once, cost what their prices say, and add up exactly',
  approvals: 'a request has one outcome, by those who may, before its deadline',
  gates: 'a gated dispatch cites an approval that was granted for exactly its parameters, and uses it up',
  acknowledged: 'what was acknowledged is in the log',
  waits: 'a run has ended or waits for something with a name',
  'read-models': 'read models that are built anew equal the live ones, row for row',
} as const;
export type Rule = keyof typeof RULES;

/** A promise that the record does not keep: where, and a sentence with what was expected and what was found. */
export interface Violation {
  readonly rule: Rule;
  readonly stream: string;
  /** Of the event at which it shows; of the last one for what is missing; -1 when the stream has no event. */
  readonly revision: number;
  readonly says: string;
}

/** Tells of a violation at the event that is looked at. */
export type Complain = (rule: Rule, says: string) => void;

export interface Report {
  /** In the order in which they were found: the first one is first. At most `MAX_VIOLATIONS`; `found` counts them all. */
  readonly violations: readonly Violation[];
  readonly found: number;
  readonly events: number;
  readonly streams: number;
  readonly runs: {
    readonly offered: number;
    readonly ended: number;
    /** Open runs by what they wait for; a run that waits for several things counts in each. `running`: for an agent that works on it. */
    readonly waiting: Readonly<Record<string, number>>;
    /** Runs that wait for nothing that has a name. Each is a violation of `waits` too. */
    readonly stuck: readonly string[];
  };
  /** What could not be looked at, because it was not given or is gone. */
  readonly unchecked: readonly string[];
  /** Why the test is void: it says nothing, though no promise was broken. */
  readonly void?: string;
}

export const MAX_VIOLATIONS = 1_000;

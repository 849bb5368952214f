import { Caller } from '../../src/api/http/caller.js';
import type { OperatorPrincipal } from '../../src/access/principal.js';
import { DomainError, messageOf } from '../../src/domain/kernel/errors.js';
import type { CommandAnswer } from '../../src/domain/kernel/ports.js';
import type { NetworkWorld } from './sim-network.js';
import { SimProcess } from './sim-process.js';
import type { SimServer } from './sim-server.js';
import type { Order } from './tally.js';

export interface OperatorWorld extends NetworkWorld {
  readonly servers: readonly SimServer[];
  complain(problem: string): void;
}

/** A command of a person as it is sent, and sent again. */
export interface Issue {
  readonly order: Order;
  readonly key: string;
  readonly operatorId: string;
  /** Everything that is asked for. */
  readonly request: unknown;
  send(server: SimServer, caller: Caller): Promise<CommandAnswer>;
}

/** What a person was told, and holds the product to. */
export interface Acknowledged {
  readonly issue: Issue;
  readonly commandId: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly ids: readonly string[];
  /** Events in the log when it was told. */
  readonly logLength: number;
}

const ANSWER_MS = 6_000;
const BROWSER = { host: '', secure: false, origin: undefined, session: undefined, address: '', device: '' };

/** People, who give commands to whichever server answers, again under the same key until they know what became of them. */
export class SimOperators {
  readonly process: SimProcess;
  readonly acknowledged: Acknowledged[] = [];
  /** Commands that a server has refused for good. */
  readonly refused: { readonly issue: Issue; readonly commandId: string; readonly why: string }[] = [];
  /** Commands of which nobody knows yet. */
  readonly open = new Set<string>();

  constructor(
    readonly world: OperatorWorld,
    readonly logLength: () => number,
  ) {
    this.process = new SimProcess('people', world.timeline);
  }

  issue(issue: Issue, answered?: (answer: CommandAnswer) => void): void {
    const { tally } = this.world;
    tally.order(issue.order);
    this.open.add(issue.key);
    this.#try(issue, 1, (answer, commandId) => {
      this.open.delete(issue.key);
      const { stream, revision, position, events } = answer;
      this.acknowledged.push({
        issue,
        commandId,
        stream,
        revision,
        position,
        ids: events.map(({ id }) => id),
        logLength: this.logLength(),
      });
      answered?.(answer);
      this.#maybeAgain(issue, answer);
    });
  }

  /** A double click, or a program that did not note the answer: the same key gives the same answer. */
  #maybeAgain(issue: Issue, before: CommandAnswer): void {
    const { chance, timeline, tally } = this.world;
    if (!chance.happens(0.15)) return;
    timeline.after(chance.wait(2_000), this.process, () => {
      tally.order('sameKeyAgain');
      this.#try(issue, 1, (answer) => {
        if (before.events.length > 0 && answer.revision !== before.revision)
          this.world.complain(
            `${issue.order} was answered with revision ${before.revision}, then ${answer.revision} for the same key`,
          );
      });
    });
  }

  #try(issue: Issue, tries: number, answered: (answer: CommandAnswer, commandId: string) => void): void {
    const { world, process } = this;
    const { timeline, chance, tally } = world;
    const again = (ms: number): void => void timeline.after(ms, process, () => this.#try(issue, tries + 1, answered));
    const serving = world.servers.filter(({ serving }) => serving);
    if (serving.length === 0) return again(300);
    const server = chance.among(serving);
    const principal: OperatorPrincipal = {
      kind: 'operator',
      operatorId: issue.operatorId,
      name: issue.operatorId,
      authId: 'key',
      keyId: undefined,
      roles: ['admin'],
    };
    const caller = new Caller(principal, issue.key, JSON.parse(JSON.stringify(issue.request ?? null)), BROWSER);
    let over = false;
    const patience = timeline.after(ANSWER_MS, process, () => {
      over = true;
      world.trace(`people: ${issue.order} ${issue.key}: no answer`);
      again(chance.between(10, 500));
    });
    const has = (probability: number): boolean => world.trouble > 0 && chance.happens(probability * world.trouble);
    if (has(0.04)) return tally.fault('requestLost');
    const isLost = has(0.06);
    if (isLost) tally.fault('answerLost');
    const back = (run: () => void): void => {
      if (!server.process.mayCall() || isLost) return;
      timeline.after(chance.between(0.1, 5), process, () => {
        if (over) return;
        over = true;
        patience();
        run();
      });
    };
    timeline.after(chance.between(0.1, 5), server.process, () => {
      issue.send(server, caller).then(
        (answer) => back(() => answered(answer, caller.commandId)),
        (error: unknown) => back(() => this.#refusedBy(issue, caller.commandId, error, again)),
      );
    });
  }

  #refusedBy(issue: Issue, commandId: string, error: unknown, again: (ms: number) => void): void {
    this.world.trace(`people: ${issue.order} ${issue.key}: ${messageOf(error)}`);
    if (!(error instanceof DomainError)) {
      this.world.complain(`${issue.order} failed: ${error instanceof Error ? error.stack : String(error)}`);
    } else if (error.kind === 'unavailable') return again(this.world.chance.between(300, 1_500));
    this.open.delete(issue.key);
    this.refused.push({ issue, commandId, why: messageOf(error) });
  }
}

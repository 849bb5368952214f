import { Inject, Injectable } from '@nestjs/common';
import { CONTROL_STREAM, runStream } from '../domain/catalog.js';
import type { ControlScope } from '../domain/control/events.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { CommandAnswer, CommandContext, EventStore } from '../domain/kernel/ports.js';
import type { RunRequest } from '../domain/run/commands.js';
import { haltCommand } from '../commands/run/halt-command.js';
import { Commander } from './commander.js';
import type { Caller } from './http/caller.js';
import { CONTROL_EVERYWHERE, OPEN_RUNS, STORE, type ControlEverywhere, type OpenRun, type OpenRuns } from './ports.js';

/** Runs started upon an older `control` may appear while others are being halted, here and on other servers: look again this often. */
const ROUNDS = 10;
const AT_ONCE = 64;

/**
 * Emergency stop of a workflow or of everything. The order in `control` comes first, then every open run in scope that is known here is
 * halted, then every server has confirmed the order, or has been silent for so long that it has stopped; then what these had still
 * begun is halted, and only then the caller is answered: from that instant on nothing in scope is started or dispatched anywhere.
 */
@Injectable()
export class EmergencyStop {
  constructor(
    @Inject(Commander) private readonly commander: Pick<Commander, 'onRun' | 'onControl'>,
    @Inject(OPEN_RUNS) private readonly openRuns: OpenRuns,
    @Inject(CONTROL_EVERYWHERE) private readonly controlEverywhere: ControlEverywhere,
    @Inject(STORE) private readonly store: Pick<EventStore, 'read'>,
  ) {}

  async order(
    caller: Caller,
    scope: ControlScope,
    reason: string,
  ): Promise<{ answer: CommandAnswer; haltId: string; halted: number }> {
    // The command's own id: the same order sent again names the same halt.
    const haltId = caller.commandId;
    const ordered = await this.commander.onControl(
      { name: 'OrderHalt', payload: { haltId, scope, reason } },
      caller.context(),
    );
    // An order that is sent again after it was lifted is answered, and stops nothing anew.
    if (caller.repeatable && (await this.wasLifted(haltId))) return { answer: ordered, haltId, halted: 0 };
    const halting = (runId: string): readonly [RunRequest, CommandContext] => {
      const { request, context } = haltCommand(runStream(runId), { haltId, scope, reason });
      return [request, { ...context, actor: caller.context().actor }];
    };
    const done = new Set<string>();
    const halted = new Set<string>();
    let answer = ordered;
    for (let round = 0; round < ROUNDS; round++) {
      // While the other servers were waited for somebody may have lifted it, and resumed what is open now.
      if (round > 0 && (await this.wasLifted(haltId))) break;
      const open = (await this.openRuns()).filter(
        (run) => run.status !== 'halted' && inScope(run, scope) && !done.has(run.runId),
      );
      if (open.length === 0 && round > 0) break;
      const answers = await this.each(open, halting);
      for (const run of open) done.add(run.runId);
      for (const { stream, events } of answers)
        if (events.some((event) => event.type === 'RunHalted')) halted.add(stream);
      answer = latest([answer, ...answers], ordered);
      if (round === 0) await this.controlEverywhere(ordered.revision);
    }
    // The process that watches over halts may have been there first.
    for (const run of await this.openRuns()) if (run.haltId === haltId) halted.add(runStream(run.runId));
    return { answer, haltId, halted: halted.size };
  }

  async lift(
    caller: Caller,
    haltId: string,
    reason: string,
    resume: boolean,
  ): Promise<{ answer: CommandAnswer; resumed: number }> {
    const lifted = await this.commander.onControl({ name: 'LiftHalt', payload: { haltId, reason } }, caller.context());
    if (!resume) return { answer: lifted, resumed: 0 };
    const halted = (await this.openRuns({ all: true })).filter(
      (run) => run.status === 'halted' && run.haltId === haltId,
    );
    const answers = await this.each(halted, (runId) => [
      // What this process knows may be old: somebody else may have halted the run since.
      { name: 'ResumeRun', payload: { reason, haltId } },
      caller.contextFor(`ResumeRun ${runId}`),
    ]);
    return { answer: latest([lifted, ...answers], lifted), resumed: answers.length };
  }

  private async wasLifted(haltId: string): Promise<boolean> {
    for await (const { type, data } of this.store.read(CONTROL_STREAM))
      if (
        type === 'HaltLifted' &&
        typeof data === 'object' &&
        data !== null &&
        'haltId' in data &&
        data.haltId === haltId
      )
        return true;
    return false;
  }

  /** Gives each run the command; a run that ended meanwhile, or that another halt holds, is left as it is. */
  private async each(
    runs: readonly OpenRun[],
    commandFor: (runId: string) => readonly [RunRequest, CommandContext],
  ): Promise<CommandAnswer[]> {
    const answers: CommandAnswer[] = [];
    for (let i = 0; i < runs.length; i += AT_ONCE) {
      const some = runs.slice(i, i + AT_ONCE).map(async ({ runId }) => {
        try {
          answers.push(await this.commander.onRun(runId, ...commandFor(runId)));
        } catch (error) {
          if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
        }
      });
      await Promise.all(some);
    }
    return answers;
  }
}

const inScope = (run: OpenRun, scope: ControlScope): boolean =>
  scope.kind === 'everything' || run.workflowId === scope.id;

/** The answer about `control`, at the position that shows everything that was done. */
function latest(answers: readonly CommandAnswer[], about: CommandAnswer): CommandAnswer {
  const position = answers.reduce((most, { position }) => (position > most ? position : most), about.position);
  return { ...about, position };
}

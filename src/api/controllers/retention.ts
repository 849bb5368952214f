import { Controller, Inject } from '@nestjs/common';
import { NAMESPACE, uuidV5 } from '../../commands/hashing.js';
import type { RetentionRequest } from '../../domain/retention/commands.js';
import { FLOOR_MONTHS, type Hold } from '../../domain/retention/state.js';
import type { DueRun, PruningPlan } from '../../processes/pruning.js';
import { answered, Commander } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { RETENTION, type RetentionDesk } from '../ports.js';

/** Runs of a plan that are shown. */
const SHOWN = 200;

@Controller()
export class RetentionController {
  constructor(
    @Inject(RETENTION) private readonly desk: RetentionDesk,
    @Inject(Commander) private readonly commander: Commander,
  ) {}

  @Route('getRetention')
  async show(): Promise<ReplyOf<'getRetention'>> {
    const { months, policyAt, holds, erased, pruning, lastProof } = await this.desk.state();
    const { now, last } = this.desk.work();
    return {
      policyAt: instant(policyAt),
      nextAt: instant(await this.desk.nextAt()),
      lastPrunedAt: instant(lastProof?.at),
      progress: now ?? null,
      last: last === undefined ? null : { ...last, at: new Date(last.at).toISOString(), problem: last.problem ?? null },
      months: months ?? null,
      floorMonths: FLOOR_MONTHS,
      holds: holds.map(holdView),
      erased: erased.length,
      pruning: pruning.length,
    };
  }

  @Route('setRetentionPolicy')
  set({ body }: InputOf<'setRetentionPolicy'>, caller: Caller): Promise<ReplyOf<'setRetentionPolicy'>> {
    return this.give({ name: 'SetRetentionPolicy', payload: body }, caller);
  }

  @Route('planPruning')
  async plan(): Promise<ReplyOf<'planPruning'>> {
    return planView(await this.desk.plan());
  }

  @Route('applyRetention')
  async apply(_: InputOf<'applyRetention'>, caller: Caller): Promise<ReplyOf<'applyRetention'>> {
    const { pruned, held, archives } = await this.desk.apply(caller.context());
    return { pruned, held, archives: [...archives] };
  }

  @Route('placeHold')
  async place({ body }: InputOf<'placeHold'>, caller: Caller): Promise<ReplyOf<'placeHold'>> {
    await this.desk.checkScope(body.scope);
    const holdId = uuidV5(NAMESPACE, caller.commandId, 'hold');
    return { ...(await this.give({ name: 'PlaceHold', payload: { holdId, ...body } }, caller)), holdId };
  }

  @Route('requestHoldLift')
  lift({ params, body }: InputOf<'requestHoldLift'>, caller: Caller): Promise<ReplyOf<'requestHoldLift'>> {
    return this.give({ name: 'RequestHoldLift', payload: { ...params, ...body } }, caller);
  }

  @Route('confirmHoldLift')
  confirm({ params, body }: InputOf<'confirmHoldLift'>, caller: Caller): Promise<ReplyOf<'confirmHoldLift'>> {
    return this.give({ name: 'ConfirmHoldLift', payload: { ...params, ...body } }, caller);
  }

  @Route('lookUpSubject')
  async lookUp({ body }: InputOf<'lookUpSubject'>): Promise<ReplyOf<'lookUpSubject'>> {
    const { keyId, runs } = await this.desk.standing(body.subject);
    return { keyId, runs: runs.map(({ runId }) => runId) };
  }

  @Route('eraseSubject')
  async erase({ body }: InputOf<'eraseSubject'>, caller: Caller): Promise<ReplyOf<'eraseSubject'>> {
    return answered(await this.desk.erase(body.subject, body.reason, caller.context()));
  }

  private async give(request: RetentionRequest, caller: Caller) {
    return answered(await this.commander.onRetention(request, caller.context()));
  }
}

const instant = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

const holdView = ({ lift, ...hold }: Hold) => ({ ...hold, lift: lift ?? null });

function planView({ months, due, held, more }: PruningPlan): ReplyOf<'planPruning'> {
  const view = ({ run, workflowName, expiredAt }: DueRun, holds: readonly Hold[]) => ({
    runId: run.runId,
    workflowId: run.workflowId,
    workflowName,
    class: run.class,
    endedAt: run.endedAt ?? null,
    expiredAt,
    holds: holds.map(({ holdId }) => holdId),
  });
  return {
    months,
    due: due.length,
    held: held.length,
    more,
    runs: [...held.map((one) => view(one, one.holds)), ...due.map((one) => view(one, []))].slice(0, SHOWN),
  };
}

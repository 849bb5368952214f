import { Controller, Inject } from '@nestjs/common';
import { uuidV5 } from '../../commands/hashing.js';
import { RunId } from '../../domain/kernel/ids.js';
import { answered, Commander } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { CLOCK, REPLAYS, type Replays } from '../ports.js';
import type { Clock } from '../../domain/kernel/ports.js';
import { replayOrder, replayPlanView } from '../replay-views.js';

@Controller()
export class ReplaysController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(REPLAYS) private readonly replays: Replays,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Route('planReplay')
  async plan({ params: { runId }, body }: InputOf<'planReplay'>): Promise<ReplyOf<'planReplay'>> {
    return replayPlanView(await this.replays.plan(replayOrder(runId, body), this.clock.now()));
  }

  @Route('replayRun')
  async replay({ params, body }: InputOf<'replayRun'>, caller: Caller): Promise<ReplyOf<'replayRun'>> {
    const runId = RunId.parse(uuidV5(caller.commandId, 'run'));
    const payload = { runId, ...replayOrder(params.runId, body), operatorId: caller.operator.operatorId };
    const answer = await this.commander.onRun(runId, { name: 'ReplayRun', payload }, caller.context());
    return { ...answered(answer), runId };
  }
}

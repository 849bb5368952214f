import { Controller, Inject } from '@nestjs/common';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import { Route } from '../http/route.js';
import { PolicyTrials } from '../policy-trials.js';

@Controller()
export class PoliciesController {
  constructor(@Inject(PolicyTrials) private readonly trials: PolicyTrials) {}

  @Route('tryPolicies')
  try({ body }: InputOf<'tryPolicies'>): Promise<ReplyOf<'tryPolicies'>> {
    return this.trials.page(body);
  }
}

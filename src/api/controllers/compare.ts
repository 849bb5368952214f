import { Controller, Inject } from '@nestjs/common';
import { mapEncrypted } from '../../domain/kernel/encrypted.js';
import { mayReadPersonalData } from '../../domain/operator/roles.js';
import { Comparisons } from '../comparisons.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Caller } from '../http/caller.js';
import { PERSONAL } from '../http/personal-answer.js';
import { Route } from '../http/route.js';
import { PERSONAL_DATA, type PersonalDataReader } from '../ports.js';

@Controller()
export class CompareController {
  constructor(
    @Inject(Comparisons) private readonly comparisons: Comparisons,
    @Inject(PERSONAL_DATA) private readonly personal: PersonalDataReader,
  ) {}

  @Route('compareRuns')
  compare({ query }: InputOf<'compareRuns'>, caller: Caller): Promise<ReplyOf<'compareRuns'>> {
    const { a, b, aAt, bAt } = query;
    // Opened before they are compared: the same value is stored in another way under each key.
    const mayRead = mayReadPersonalData(caller.operator.roles);
    return this.comparisons.of({ runId: a, at: aAt }, { runId: b, at: bAt }, (value) =>
      mayRead ? this.personal.open(value) : mapEncrypted(value, () => PERSONAL),
    );
  }
}

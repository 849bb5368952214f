import { Controller, Inject } from '@nestjs/common';
import { runStream } from '../../domain/catalog.js';
import { DomainError } from '../../domain/kernel/errors.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import { Route } from '../http/route.js';
import { VERIFIER, type Verifier } from '../ports.js';
import { verificationView } from '../verification-views.js';
import { found } from './found.js';

@Controller()
export class VerificationController {
  constructor(@Inject(VERIFIER) private readonly verifier: Verifier) {}

  @Route('verifyRunReplay')
  async run({ params: { runId } }: InputOf<'verifyRunReplay'>): Promise<ReplyOf<'verifyRunReplay'>> {
    const verified = await this.verifier.verify(runStream(runId));
    return verificationView(found(verified.revision < 0 ? undefined : verified, 'run', runId));
  }

  @Route('verifyStreamReplay')
  async stream({ params: { stream } }: InputOf<'verifyStreamReplay'>): Promise<ReplyOf<'verifyStreamReplay'>> {
    const verified = await this.verifier.verify(stream);
    if (verified.revision >= 0) return verificationView(verified);
    throw new DomainError('STREAM.NOT_FOUND', 'notFound', `There is no stream "${stream}" of events.`);
  }
}

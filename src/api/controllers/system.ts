import { Controller, Inject } from '@nestjs/common';
import type { ReplyOf } from '../contract/endpoints.js';
import { Route } from '../http/route.js';
import { SystemState } from '../system-state.js';

@Controller()
export class SystemController {
  constructor(@Inject(SystemState) private readonly state: SystemState) {}

  @Route('getSystem')
  get(): Promise<ReplyOf<'getSystem'>> {
    return this.state.now();
  }
}

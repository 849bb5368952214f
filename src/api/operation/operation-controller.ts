import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Access } from '../../access/access.js';
import { requireRole } from '../../access/principal.js';
import { bearerOf } from '../http/access-guard.js';
import { Public } from '../http/route.js';
import { ACCESS, METRICS } from '../ports.js';
import { Health } from './health.js';
import { type PrometheusMetrics } from './prometheus.js';

/** For whoever runs the server: probes and metrics. */
@Controller()
export class OperationController {
  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(METRICS) private readonly metrics: PrometheusMetrics,
    @Inject(ACCESS) private readonly access: Access,
  ) {}

  /** The process answers; a restart would help nothing while it does. */
  @Public()
  @Get('/health/live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** 503 until it can do its work; says what is missing. */
  @Public()
  @Get('/health/ready')
  async ready(@Res() response: Response): Promise<void> {
    const readiness = await this.health.readiness();
    response
      .status(readiness.status === 'notReady' ? 503 : 200)
      .set('cache-control', 'no-store')
      .json(readiness);
  }

  /** From this machine without a key (a scraper beside the server); from elsewhere, also through a proxy, with a viewer's key. */
  @Public()
  @Get('/metrics')
  async scrape(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!isLocal(request)) requireRole(await this.access.verify(bearerOf(request.headers.authorization)), 'viewer');
    const { contentType, body } = await this.metrics.text();
    response.type(contentType).send(body);
  }
}

function isLocal(request: Request): boolean {
  if (request.headers['x-forwarded-for'] !== undefined || request.headers['forwarded'] !== undefined) return false;
  const address = request.socket.remoteAddress ?? '';
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

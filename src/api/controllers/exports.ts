import type { ServerResponse } from 'node:http';
import { Controller, Inject, StreamableFile } from '@nestjs/common';
import type { InputOf } from '../contract/endpoints.js';
import { Exports } from '../export/exports.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';

@Controller()
export class ExportsController {
  constructor(@Inject(Exports) private readonly exports: Exports) {}

  @Route('exportEvents')
  async events({ query }: InputOf<'exportEvents'>, caller: Caller, response: ServerResponse): Promise<StreamableFile> {
    const gzip = /\bgzip\b/i.test(response.req.headers['accept-encoding'] ?? '');
    const { exportId, through, mediaType, fileName, stream, encoding } = await this.exports.start(
      query,
      caller,
      response,
      gzip,
    );
    caller.answerHeaders.set('x-export-id', exportId);
    caller.answerHeaders.set('x-export-through', through);
    if (encoding !== undefined) caller.answerHeaders.set('content-encoding', encoding);
    return new StreamableFile(stream, { type: mediaType, disposition: `attachment; filename="${fileName}"` });
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { endpoints } from '../../api/contract/endpoints.js';
import type { ExportFormat } from '../../api/contract/exports.js';
import type { ApiClient } from '../api-client.js';
import { Failure } from '../failure.js';
import type { Sink } from './sinks.js';
import { hasLines, WholeLines } from './whole-lines.js';
import { messageOf } from '../../domain/kernel/errors.js';

export type ExportQuery = z.input<(typeof endpoints)['exportEvents']['query']>;

/** What a person is told on the way. */
export interface Progress {
  /** So far; `position` of the last event, `through` of the last that may come. */
  received(bytes: number, position: string | undefined, through: string): void;
  /** The connection broke; it is tried again. */
  broke(position: string | undefined, why: string): void;
}
export interface Received {
  /** Of its first part. */
  readonly exportId: string;
  readonly through: string;
  /** Undefined when the format does not tell. */
  readonly events: number | undefined;
  readonly bytes: number;
  /** How often the connection broke. */
  readonly breaks: number;
}

/** Tries without a new event between them, and the wait before the second one, which doubles, in ms. */
const TRIES = 8;
const WAIT_MS = 500;

/** Receives an export to its end, over as many connections as that takes. Rejects with a Failure. */
export async function receiveExport(
  api: Pick<ApiClient, 'stream'>,
  query: ExportQuery,
  format: ExportFormat,
  sink: Sink,
  progress: Progress,
  signal: AbortSignal,
  waitMs = WAIT_MS,
): Promise<Received> {
  const lines = hasLines(format) ? new WholeLines(format) : undefined;
  let first: { readonly exportId: string; readonly through: string } | undefined;
  let bytes = 0;
  let breaks = 0;
  for (let failures = 0; ;) {
    const before = lines?.position;
    const asked: ExportQuery = first === undefined ? query : { cursor: cursorOf(first.exportId, before) };
    try {
      const response = await api.stream(endpoints.exportEvents, asked);
      first ??= {
        exportId: response.headers.get('x-export-id') ?? '',
        through: response.headers.get('x-export-through') ?? '',
      };
      for await (const piece of piecesOf(response)) {
        const whole = lines ? lines.add(piece) : piece;
        if (whole.length === 0) continue;
        await sink.write(whole);
        bytes += whole.length;
        progress.received(bytes, lines?.position, first.through);
      }
      if (lines && !lines.saysWhole) throw new TypeError('the answer ended too soon');
      await sink.finish();
      return { ...first, events: lines?.events, bytes, breaks };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Failure ? !mayPass(error) : !(error instanceof TypeError)) throw error;
      const position = lines?.position;
      failures = position === before ? failures + 1 : 1;
      if (failures >= TRIES) throw gaveUp(error, first?.exportId, position);
      if (first) breaks++;
      if (position === undefined && bytes > 0) {
        if (!(await sink.restart())) throw gaveUp(error, first?.exportId, position);
        bytes = 0;
        lines?.restart();
      }
      lines?.cut();
      progress.broke(position, messageOf(error));
      await pause(Math.min(waitMs * 2 ** (failures - 1), 30_000), undefined, { signal });
    }
  }
}

const cursorOf = (exportId: string, position: string | undefined): string =>
  position === undefined ? exportId : `${exportId}.${position}`;

/** Another try may find the server back, or a place among its exports. */
const mayPass = ({ exit }: Failure): boolean => exit === 'unavailable';

/** A body that breaks off throws a TypeError. */
async function* piecesOf(response: Response): AsyncGenerator<Uint8Array> {
  if (!response.body) return;
  for await (const piece of response.body) if (piece instanceof Uint8Array) yield piece;
}

const gaveUp = (error: unknown, exportId: string | undefined, position: string | undefined): Failure =>
  error instanceof Failure && exportId === undefined
    ? error
    : new Failure('unavailable', 'The export was cut, and could not be gone on with.', {
        code: 'CONNECTION.BROKEN',
        ...(exportId === undefined ? {} : { hint: `Go on later by the API: cursor=${cursorOf(exportId, position)}` }),
      });

import { describe, expect, it } from 'vitest';
import type { ExportFormat } from '../../api/contract/exports.js';
import { Failure } from '../failure.js';
import { receiveExport, type ExportQuery } from './receive.js';
import type { Sink } from './sinks.js';

const POSITIONS = ['10', '20', '30', '40'];
const event = (position: string): string => `{"position":"${position}","data":{"text":"${'x'.repeat(8)}"}}`;
/** What a server sends of an export, after a position. */
function sent(format: ExportFormat, after?: string): string {
  const left = POSITIONS.filter((position) => after === undefined || Number(position) > Number(after));
  switch (format) {
    case 'ndjson':
      return `${left.map((one) => `${event(one)}\n`).join('')}{"complete":{"through":"44"}}\n`;
    case 'json':
      return `${after === undefined ? '[\n' : ''}${left.map(event).join(',\n')}${left.length > 0 ? '\n' : ''}]\n`;
    case 'csv':
      return `${after === undefined ? 'position,data\n' : ''}${left.map((one) => `${one},x\n`).join('')}`;
    case 'parquet':
      return 'PAR1 and so on PAR1';
  }
}

interface Received {
  readonly asked: ExportQuery[];
  readonly written: string;
  readonly finished: boolean;
}
/** Receives an export from a server whose first connections break after so many bytes. */
async function receive(format: ExportFormat, cuts: readonly number[], canRestart = true): Promise<Received> {
  const asked: ExportQuery[] = [];
  let written = '';
  let finished = false;
  const left = [...cuts];
  const api = {
    stream: (_: unknown, query: ExportQuery): Promise<Response> => {
      asked.push(query);
      const bytes = Buffer.from(sent(format, query.cursor?.split('.')[1]));
      const cut = left.shift();
      const body = cut === undefined || cut >= bytes.length ? bytes : broken(bytes.subarray(0, cut));
      return Promise.resolve(new Response(body, { headers: { 'x-export-id': 'e', 'x-export-through': '44' } }));
    },
  };
  const sink: Sink = {
    file: undefined,
    write: (bytes) => {
      written += Buffer.from(bytes).toString();
      return Promise.resolve();
    },
    restart: () => {
      if (canRestart) written = '';
      return Promise.resolve(canRestart);
    },
    finish: () => {
      finished = true;
      return Promise.resolve();
    },
  };
  const progress = { received: () => undefined, broke: () => undefined };
  await receiveExport(api, { format }, format, sink, progress, new AbortController().signal, 0);
  return { asked, written, finished };
}
/** Gives these bytes, a piece at a time, and then breaks: an error drops what was not taken yet. */
function broken(bytes: Uint8Array): ReadableStream {
  const pieces = [bytes.subarray(0, 7), bytes.subarray(7)].filter(({ length }) => length > 0);
  return new ReadableStream(
    {
      pull(controller) {
        const piece = pieces.shift();
        if (piece) controller.enqueue(piece);
        else controller.error(new TypeError('terminated'));
      },
    },
    { highWaterMark: 0 },
  );
}

describe.each(['ndjson', 'json', 'csv', 'parquet'] as const)('an export as %s', (format) => {
  it('is whole, wherever and however often the connection breaks', async () => {
    const whole = sent(format);
    for (let cut = 0; cut < whole.length; cut++) {
      const { written, finished, asked } = await receive(format, [cut, 5, cut]);
      expect([written, finished], `cut at ${cut}`).toEqual([whole, true]);
      expect(asked.slice(1).every(({ cursor }) => cursor?.startsWith('e') === true)).toBe(true);
    }
  });
});

it('an export is asked for again after its last whole line only', async () => {
  const { asked } = await receive('ndjson', [event('10').length + event('20').length + 6]);
  expect(asked).toEqual([{ format: 'ndjson' }, { cursor: 'e.20' }]);
});

it('what went to the standard output cannot be taken back: that fails', async () => {
  const failed = await receive('csv', [16], false).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Failure);
  expect(failed).toMatchObject({ exit: 'unavailable' });
});

it('a server that breaks every connection without a new event is given up', async () => {
  const failed = await receive(
    'json',
    Array.from({ length: 20 }, () => 30),
  ).catch((error: unknown) => error);
  expect(failed).toMatchObject({ exit: 'unavailable', more: { code: 'CONNECTION.BROKEN' } });
});

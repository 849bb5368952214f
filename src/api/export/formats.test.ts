import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../domain/kernel/ports.js';
import { flatEvent } from './flat-event.js';
import { FORMATS } from './formats.js';
import type { SelectedEvent } from './selection.js';

const event = (n: number, name = 'Ann'): StoredEvent => ({
  stream: 'run-1',
  revision: n,
  id: `id-${n}`,
  type: 'StepCompleted',
  position: BigInt(n * 10),
  data: {
    step: { stepKey: 'a' },
    attempt: 1,
    text: 'one\ntwo, "three"',
    charges: [{ nanoUsd: '7' }, { nanoUsd: '5' }],
  },
  metadata: {
    v: 1,
    at: '2026-11-24T12:00:00.000Z',
    actor: { kind: 'operator', id: 'ann', name },
    hash: 'a'.repeat(64),
  },
});
const EVENTS = Array.from({ length: 5 }, (_, i) => event(i));
const selected = async function* (events: readonly StoredEvent[]): AsyncGenerator<SelectedEvent> {
  await Promise.resolve();
  for (const one of events) yield { event: one, flat: flatEvent(one, { workflowId: 'hello', introduced: new Map() }) };
};
const written = async (name: keyof typeof FORMATS, events = EVENTS, resumed = false): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const chunk of FORMATS[name].write(selected(events), { resumed, through: 99n }))
    parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
};
/** The position that a whole line of an export says. */
const positionIn = { ndjson: /^\{"position":"(\d+)"/, json: /^\{"position":"(\d+)"/, csv: /^(\d+),/ };

describe.each(['ndjson', 'json', 'csv'] as const)('%s', (name) => {
  it('cut anywhere, and gone on with after the last whole line, is the same bytes', async () => {
    const whole = (await written(name)).toString();
    for (let cut = 0; cut <= whole.length; cut++) {
      const kept = whole.slice(0, whole.lastIndexOf('\n', cut - 1) + 1);
      const positions = kept.split('\n').flatMap((line) => positionIn[name].exec(line)?.[1] ?? []);
      const last = positions.at(-1);
      if (kept === whole) continue;
      const rest =
        last === undefined
          ? whole
          : kept +
            (
              await written(
                name,
                EVENTS.filter(({ position }) => position > BigInt(last)),
                true,
              )
            ).toString();
      expect(rest, `cut at ${cut}`).toBe(whole);
    }
  });
});

it('NDJSON is an event a line, as it is stored, and a last line that says that it is whole', async () => {
  const lines = (await written('ndjson')).toString().trimEnd().split('\n');
  expect(lines.slice(0, -1).map((line): unknown => JSON.parse(line))).toEqual(
    EVENTS.map((one) => ({ ...one, position: String(one.position) })),
  );
  expect(lines.at(-1)).toBe('{"complete":{"through":"99"}}');
});

it('JSON is one array, also of nothing', async () => {
  expect(JSON.parse((await written('json')).toString())).toHaveLength(5);
  expect(JSON.parse((await written('json', [])).toString())).toEqual([]);
});

describe('CSV', () => {
  it('has one line per event, with its row and its data as JSON', async () => {
    const [head, row] = (await written('csv')).toString().split('\n');
    expect(head?.split(',').slice(0, 4)).toEqual(['position', 'at', 'stream', 'revision']);
    expect(row).toMatch(
      /^0,2026-11-24T12:00:00\.000Z,run-1,0,id-0,StepCompleted,1,hello,1,a,1,,ann,operator,ann,Ann,12,/,
    );
    expect(row).toContain('"{""step"":{""stepKey"":""a""}');
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '=a\nb'])('lets no spreadsheet take %j for a formula', async (name) => {
    const [, row, ...more] = (await written('csv', [event(1, name)])).toString().trimEnd().split('\n');
    expect(more).toEqual([]);
    expect(row).toContain(`,'${name.replace('\n', ' ')},`);
  });
});

it('Parquet has typed columns, and its readers find every event', async () => {
  const bytes = await written('parquet');
  const file = new Uint8Array(bytes).buffer;
  const rows = await parquetReadObjects({ file });
  expect(rows).toHaveLength(5);
  expect(rows[2]).toMatchObject({
    position: 20n,
    at: new Date('2026-11-24T12:00:00.000Z'),
    revision: 2,
    workflow_id: 'hello',
    agent_id: null,
    nano_usd: 12n,
    data: JSON.stringify(event(2).data),
  });
  expect(await parquetReadObjects({ file: new Uint8Array(await written('parquet', [])).buffer })).toEqual([]);
});

it('Parquet keeps events apart that fill several groups, with texts of every length and alphabet', async () => {
  const many = Array.from({ length: 90 }, (_, i) => event(i, 'ü🙂'.repeat(i * i * 4)));
  const rows = await parquetReadObjects({ file: new Uint8Array(await written('parquet', many)).buffer });
  expect(rows.map(({ event_id, data, metadata }) => [event_id, data, metadata])).toEqual(
    many.map(({ id, data, metadata }) => [id, JSON.stringify(data), JSON.stringify(metadata)]),
  );
});

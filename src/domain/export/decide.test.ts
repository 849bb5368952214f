import { describe, expect, it } from 'vitest';
import { CommandId } from '../kernel/ids.js';
import type { ExportRequest } from './commands.js';
import { exportDecider } from './decide.js';
import type { ExportEvent } from './events.js';

const REQUEST = {
  exportId: 'x1',
  kind: 'events',
  format: 'ndjson',
  filter: { run: ['r1'] },
  through: '42',
} as const;
const FINISH = { outcome: 'completed', events: 3, bytes: 900, sha256: 'a'.repeat(64), through: '40' } as const;
const requested: ExportEvent = { type: 'ExportRequested', data: REQUEST };
const finished: ExportEvent = { type: 'ExportFinished', data: { exportId: 'x1', ...FINISH } };
const actor = { kind: 'operator', id: 'ann', name: 'Ann' } as const;
const commandId = CommandId.parse('00000000-0000-5000-8000-000000000000');

const when = (given: readonly ExportEvent[], request: ExportRequest): readonly ExportEvent[] => {
  const metadata = {
    v: 1,
    commandId,
    index: 0,
    correlationId: 'c',
    causationId: 'c',
    actor,
    at: '2026-11-24T12:00:00.000Z',
    writer: { version: '0', bootId: 'b' },
  };
  const state = given.reduce(
    (before, event, revision) => exportDecider.evolve(before, { ...event, revision, metadata }),
    exportDecider.initialState(),
  );
  return exportDecider.decide(state, { ...request, facts: { now: 0, actor } });
};

describe('an export', () => {
  it('is recorded as it was asked for, and as it ended', () => {
    expect(when([], { name: 'RequestExport', payload: REQUEST })).toEqual([requested]);
    expect(when([requested], { name: 'FinishExport', payload: FINISH })).toEqual([finished]);
  });

  it('is asked for once and ends once', () => {
    for (const [given, request, code] of [
      [[requested], { name: 'RequestExport', payload: REQUEST }, 'EXPORT.EXISTS'],
      [[], { name: 'FinishExport', payload: FINISH }, 'EXPORT.NOT_FOUND'],
      [[requested, finished], { name: 'FinishExport', payload: FINISH }, 'EXPORT.ENDED'],
    ] as const satisfies readonly (readonly [readonly ExportEvent[], ExportRequest, string])[])
      expect(() => when(given, request)).toThrow(expect.objectContaining({ code }));
  });
});

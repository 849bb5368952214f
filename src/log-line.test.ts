import { pino } from 'pino';
import { expect, test } from 'vitest';
import { CANARIES } from '../test/support/canaries.js';
import { withoutSecretsInLine } from './log-line.js';

test('a line of the log is JSON without secrets, whether they stand in its message, in a field, in an error or in its stack', () => {
  const lines: string[] = [];
  const log = pino(
    { hooks: { streamWrite: withoutSecretsInLine } },
    { write: (line: string) => void lines.push(line) },
  );
  for (const { text } of CANARIES) {
    log.warn({ reason: text, list: [text], nested: { deep: { text } } }, `it failed: ${text}`);
    log.child({ part: text }).error({ err: new Error(text) });
  }
  expect(lines).toHaveLength(2 * CANARIES.length);
  const written = lines.join('');
  expect(CANARIES.filter(({ secret }) => written.includes(JSON.stringify(secret).slice(1, -1)))).toEqual([]);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) });
});

test('a line without secrets is written as it is', () => {
  const line = '{"level":30,"reason":"the event store does not answer","path":"/api/runs?text=api"}\n';
  expect(withoutSecretsInLine(line)).toBe(line);
});

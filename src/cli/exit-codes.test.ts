import { describe, expect, it } from 'vitest';
import { describeExitCodes, EXIT_CODES, exitCode, exitForStatus } from './exit-codes.js';

describe('exit codes', () => {
  it('keep their numbers, since scripts branch on them', () => {
    expect(Object.fromEntries(Object.entries(EXIT_CODES).map(([name, { code }]) => [name, code]))).toEqual({
      ok: 0,
      unexpected: 1,
      invalid: 2,
      notFound: 3,
      waitsForPerson: 4,
      runFailed: 5,
      runCancelled: 6,
      rejected: 7,
      notPermitted: 8,
      unavailable: 9,
      promiseBroken: 10,
      void: 11,
      interrupted: 130,
    });
  });

  it.each([
    [400, 'invalid'],
    [422, 'invalid'],
    [401, 'notPermitted'],
    [403, 'notPermitted'],
    [402, 'rejected'],
    [404, 'notFound'],
    [409, 'rejected'],
    [429, 'unavailable'],
    [503, 'unavailable'],
    [500, 'unexpected'],
  ] as const)('HTTP %i leaves as %s', (status, name) => {
    expect(exitForStatus(status)).toBe(name);
  });

  it('are all in the help', () => {
    const text = describeExitCodes();
    for (const { code, meaning } of Object.values(EXIT_CODES)) expect(text).toContain(`${code}  ${meaning}`);
    expect(exitCode('runFailed')).toBe(5);
  });
});

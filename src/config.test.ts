import { describe, expect, test } from 'vitest';
import { Config, ConfigError, parseConfig } from './config.js';

const STORES = { EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false', DATABASE_URL: 'postgres://a:b@127.0.0.1/c' };
const NAMES = Object.keys(Config.shape);
const NONSENSE = [
  'nonsense',
  '-1',
  '1e3',
  '0x10',
  'NaN',
  'Infinity',
  '9'.repeat(400),
  'x'.repeat(100_000),
  'esdb://',
  'postgres://',
  'https://',
  'http://[',
  '\u001b[2J',
  'a\nb',
];

function messageOf(environment: Record<string, string>): string {
  try {
    parseConfig(environment);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe('the settings of the server', () => {
  test('are as they are documented when nothing but the stores is set, or only spaces', () => {
    const spaces = Object.fromEntries(NAMES.map((name) => [name, '  ']));
    expect(parseConfig({ ...spaces, ...STORES })).toEqual(parseConfig(STORES));
    expect(messageOf({})).toMatch(/EVENTSTORE_URL is required\n {2}DATABASE_URL is required\n/);
  });

  test.each(NAMES)('%s is told what it must be, in our words, and its value is not shown', (name) => {
    for (const value of NONSENSE) {
      const message = messageOf({ ...STORES, [name]: value });
      if (message === '') continue;
      expect(message).toMatch(
        new RegExp(
          `^The environment has a mistake:\n {2}${name} (must|has at most) [^\n]*\n\\.env\\.example describes`,
        ),
      );
      expect(message).not.toMatch(/expected|received|Invalid/);
      expect(message.length).toBeLessThan(300);
    }
  });

  test('are told all at once when each has a control character', () => {
    const message = messageOf(Object.fromEntries(NAMES.map((name) => [name, 'a\u0007b'])));
    expect(
      message
        .split('\n')
        .slice(1, -1)
        .map((line) => line.trim().split(' ')[0]),
    ).toEqual(NAMES);
  });

  test.each([
    ['MC_HTTP_PORT', '65536', 'must be a whole number from 0 to 65,535'],
    ['MC_CHECKPOINT_MINUTES', '0', 'must be a number from 0.1 to 1,440'],
    ['MC_MAX_IN_FLIGHT', '1.5', 'must be a whole number from 1 to 1,000,000'],
    ['MC_LOG_LEVEL', 'loud', 'must be "trace", "debug", "info", "warn", "error" or "silent"'],
    ['MC_WARM_UP', 'true', 'must be "on" or "off"'],
    ['EVENTSTORE_URL', 'esdb://', 'must be a URL with a host that starts with esdb://'],
    ['DATABASE_URL', 'mysql://a/b', 'must be a URL with a host that starts with postgres:// or postgresql://'],
  ])('%s=%s %s', (name, value, says) => {
    expect(messageOf({ ...STORES, [name]: value })).toContain(`${name} ${says}`);
  });

  test.each([
    ['EVENTSTORE_URL', 'esdb://a:1,b:2?tls=true'],
    ['EVENTSTORE_URL', 'esdb+discover://user:pa,ss@cluster:2113'],
    ['DATABASE_URL', 'postgres:///control?host=/run/postgresql'],
    ['DATABASE_URL', 'postgresql://user:pa,ss@host/control?sslmode=require'],
  ] as const)('%s may be %s', (name, address) => {
    expect(parseConfig({ ...STORES, [name]: address })[name]).toBe(address);
  });
});

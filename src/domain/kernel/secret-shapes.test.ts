import { describe, expect, test } from 'vitest';
import { CANARIES } from '../../../test/support/canaries.js';
import { isSecretName, mayHoldSecret, withoutSecrets } from './secret-shapes.js';

describe('a secret of a known shape', () => {
  test.each(CANARIES.map(({ text, secret }) => ({ text, secret, named: text.slice(0, 24).replaceAll('\n', ' ') })))(
    'is found alone, in a sentence, after a line break and as JSON: $named…',
    ({ text, secret }) => {
      for (const given of [text, `It failed with ${text} (see above)`, `first line\n${text}\nlast line`]) {
        expect(mayHoldSecret(given)).toBe(true);
        const { text: clean, rules } = withoutSecrets(given);
        expect(clean).not.toContain(secret);
        expect(clean).toContain('[redacted: ');
        expect(rules).not.toEqual([]);
        expect(mayHoldSecret(JSON.stringify({ given }))).toBe(true);
      }
    },
  );

  test('leaves what stands around it', () => {
    const before = 'postgres://app:s3cr3t-w0rd@db.example.org/app is down';
    expect(withoutSecrets(before).text).toBe('postgres://app:[redacted: url-password]@db.example.org/app is down');
  });

  test('is found beside others, whatever they are and in any order', () => {
    for (const all of [CANARIES, CANARIES.toReversed()])
      for (const between of [' ', '\n', ',']) {
        const { text } = withoutSecrets(all.map((one) => one.text).join(between));
        expect(all.filter(({ secret }) => text.includes(secret))).toEqual([]);
      }
  });

  test('is not found again in what stands for it', () => {
    for (const { text } of CANARIES) {
      const once = withoutSecrets(text).text;
      expect(withoutSecrets(once)).toEqual({ text: once, rules: [] });
    }
  });
});

test.each([
  'The risk-weighted figures of task-12 and disk-usage-report-of-the-quarter are in.',
  'Basic internationalization is done; bearer authentication-is-required.',
  'Authorization is required. Authorization: required for this',
  'password: must not be empty; the api key is missing',
  'See https://example.org:8080/a/b?key=value and mail to ada@example.org, or http://localhost:4800/runs.',
  'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  '6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60 at 2026-11-24T12:00:00.000Z',
  'step_one.output.total_usd > 10 && steps.risk_check.output.ok',
  'missionctl agent token AGENT',
  'sk-learn and hf_hub and npm_config_registry',
  `it's "quoted" : and 'so' : on`,
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==',
  '4111111111111111 00000000000000000000000000000000 12345678901234567890',
])('ordinary text is left alone: %s', (text) => {
  expect(withoutSecrets(text)).toEqual({ text, rules: [] });
});

test('a name says that its text is a secret, however it is written', () => {
  for (const name of [
    'password',
    'Password',
    'api_key',
    'apiKey',
    'X-Api-Key',
    'AWS_SECRET_ACCESS_KEY',
    'Authorization',
    'dbPassword',
    'POSTGRES_PASSWORD',
    'OPENAI_API_KEY',
    'newPassword',
    'sessionToken',
  ])
    expect(isSecretName(name)).toBe(true);
  for (const name of [
    ...['passwordPolicy', 'key', 'tokens', 'inputTokens', 'secretary', 'secretHash', 'idempotencyKey'],
    ...['hasPassword', 'resetPassword', 'nextPageToken', 'publicKey', 'login.password'],
  ])
    expect(isSecretName(name)).toBe(false);
});

test.each([
  ['eyJ-', 250_000],
  ['sk-', 300_000],
  ['-----BEGIN RSA PRIVATE KEY-----', 30_000],
  ['://a:', 200_000],
  ['Bearer ', 140_000],
  ['password=', 110_000],
  ['Authorization: ', 70_000],
  ['mc_key_a.', 100_000],
  ['a@://', 200_000],
  ['@', 1_000_000],
  ['://a:@', 180_000],
  ['-', 1_000_000],
  ['"password":"', 90_000],
])('a text made to be slow is not: a MiB of %j takes as many steps as any other', (piece, times) => {
  // No limit of time of its own: a pattern that tries again at each place would take hours.
  expect(typeof withoutSecrets(piece.repeat(times)).text).toBe('string');
});

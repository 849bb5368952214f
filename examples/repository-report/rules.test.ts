import { expect, it } from 'vitest';
import { isLicenceFile, licenceOfHeader, licenceOfManifest, licenceOfText } from './licence-rules.js';
import { findSecrets } from './secret-rules.js';

// Put together here, so that this file holds nothing that looks like a secret.
const join = (...parts: string[]) => parts.join('');

it.each([
  ['private-key', join('-----BEGIN RSA ', 'PRIVATE KEY-----')],
  ['aws-access-key', join('id = AKIA', 'QYLPMN5HFIQR7XYA')],
  ['github-token', join('ghp_', 'a1B2'.repeat(9))],
  ['slack-token', join('xoxb-', '123456789012-abcdefghij')],
  ['google-api-key', join('AIza', 'Sy_1'.repeat(8), 'abc')],
  ['json-web-token', join('eyJ', 'hbGciOiJIUzI1NiJ9', '.eyJ', 'zdWIiOiIxMjM0NTY3ODkwIn0', '.dozjgNryP4J3jVmN')],
  ['url-password', join('postgres://app:', 'k3Jx9qPz', '@db/app')],
  ['assigned-password', join('password', " = 'k3Jx9qPz7Lw'")],
])('a secret is found by its look: %s', (rule, line) => {
  expect(findSecrets(`first\n${line}\nlast`)).toEqual([{ line: 2, rule }]);
});

it.each([
  ['a variable', join('password', ' = "${DB_PASSWORD}"')],
  ['a placeholder', join('api_key', ': "your-api-key-here"')],
  ['a word', join('secret', ': "aaaaaaaaaa"')],
  ['the example of the documentation', join('AKIA', 'IOSFODNN7EXAMPLE')],
  ['a url without a password', 'https://example.org:8080/path@2'],
])('what only looks like a secret is none: %s', (_, line) => {
  expect(findSecrets(line)).toEqual([]);
});

it('what is found never holds the secret itself', () => {
  const secret = join('ghp_', 'z9Y8'.repeat(9));
  expect(JSON.stringify(findSecrets(`token ${secret}`))).not.toContain(secret);
});

it('a licence is known by its text, also when its lines are broken elsewhere', () => {
  expect(licenceOfText('Apache License\n   Version 2.0, January 2004')).toBe('Apache-2.0');
  expect(licenceOfText('GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3, 19 November 2007')).toBe('AGPL-3.0');
  expect(licenceOfText('All rights reserved.')).toBeUndefined();
});

it('a licence is known by manifest and by header', () => {
  expect(licenceOfManifest('a/package.json', '{"license": "ISC"}')).toBe('ISC');
  expect(licenceOfManifest('package.json', 'not json')).toBeUndefined();
  expect(licenceOfManifest('Cargo.toml', '[package]\nlicense = "MIT OR Apache-2.0"\n')).toBe('MIT OR Apache-2.0');
  expect(licenceOfHeader(join('/* SPDX-License-', 'Identifier: GPL-2.0 WITH Linux-syscall-note */'))).toBe(
    'GPL-2.0 WITH Linux-syscall-note',
  );
});

it('a source file that is named like a licence is none', () => {
  expect(['LICENSE', 'docs/LICENCE.md', 'COPYING.LESSER', 'licenses.ts', 'src/license.py'].map(isLicenceFile)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { selfMadeCertificate } from '../../support/self-made-certificate.js';
import { readAccess, type AccessSettings } from '../../../src/embedded/event-store/access.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'access-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string): string => {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
};

const made = selfMadeCertificate(['localhost', '127.0.0.1']);
const certificateFile = file('certificate.pem', made.certificate);
const keyFile = file('key.pem', made.key);
const user = { user: 'ada', password: 'pass:word é' };
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('who may reach the embedded event store', () => {
  it('everybody on this machine, unless it is set', () => {
    const access = readAccess({});
    expect([access.host, access.reachedAs, access.tls, access.admits(undefined)]).toEqual([
      '127.0.0.1',
      '127.0.0.1',
      undefined,
      true,
    ]);
  });

  it('with a user: who sends exactly that name and password', () => {
    const { admits } = readAccess({ certificateFile, keyFile, ...user });
    expect(admits(basic('ada:pass:word é'))).toBe(true);
    for (const wrong of [undefined, '', 'Bearer x', basic('ada:other'), basic('bob:pass:word é'), basic('ada')])
      expect(admits(wrong)).toBe(false);
  });

  it('clients are told a name that the certificate is for', () => {
    const local = selfMadeCertificate(['localhost']);
    const files = { certificateFile: file('l.pem', local.certificate), keyFile: file('l-key.pem', local.key) };
    expect(readAccess(files).reachedAs).toBe('localhost');
    expect(readAccess({ ...files, ...user, host: '0.0.0.0' }).reachedAs).toBe('localhost');
  });

  const other = selfMadeCertificate(['localhost']);
  const elsewhere = selfMadeCertificate(['store.example']);
  const expired = selfMadeCertificate(['localhost'], -0.5);
  const MISTAKES: [what: string, settings: AccessSettings, said: RegExp][] = [
    ['a certificate without a key', { certificateFile }, /^TLS needs both files/],
    ['a user without a password', { certificateFile, keyFile, user: 'ada' }, /^A user needs a password/],
    ['a user without TLS', user, /^A user needs TLS: without it clients send neither/],
    ['another address without TLS and a user', { host: '0.0.0.0' }, /^Listening on 0\.0\.0\.0 needs TLS and a user/],
    [
      'a file that is not there',
      { certificateFile: path.join(folder, 'none.pem'), keyFile },
      /^The certificate file .*none\.pem cannot be read \(ENOENT\)/,
    ],
    [
      'a certificate that is none',
      { certificateFile: file('text.pem', 'hello'), keyFile },
      /text\.pem is no PEM certificate/,
    ],
    [
      'a key that is none',
      { certificateFile, keyFile: file('text-key.pem', 'hello') },
      /text-key\.pem is no PEM private key/,
    ],
    [
      'the key of another certificate',
      { certificateFile, keyFile: file('other.pem', other.key) },
      /other\.pem does not belong to the certificate/,
    ],
    [
      'a certificate for another name',
      { certificateFile: file('e.pem', elsewhere.certificate), keyFile: file('e-key.pem', elsewhere.key) },
      /e\.pem is for none of 127\.0\.0\.1, localhost/,
    ],
    [
      'a certificate that has expired',
      { certificateFile: file('x.pem', expired.certificate), keyFile: file('x-key.pem', expired.key) },
      /x\.pem has expired on /,
    ],
  ];
  it.each(MISTAKES)('refuses %s, and says what to do', (_, settings, said) => {
    expect(() => readAccess(settings)).toThrow(said);
  });

  it('all mistakes at once', () => {
    expect(() => readAccess({ host: '0.0.0.0', user: 'ada', certificateFile })).toThrow(/both files[^]*password[^]*/);
  });
});

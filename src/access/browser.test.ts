import { describe, expect, test } from 'vitest';
import { browserOf, requireOwnOrigin, sessionCookie } from './browser.js';

const seen = (headers: Record<string, string>, trustedProxies = 0, socket = { remoteAddress: '10.0.0.9' }) =>
  browserOf({ headers, socket }, trustedProxies);
const allowed = (headers: Record<string, string>, trustedProxies = 0, required = true): boolean => {
  try {
    requireOwnOrigin(seen(headers, trustedProxies), required);
    return true;
  } catch {
    return false;
  }
};

describe('what a browser sent', () => {
  test('its session is in the cookie of the port that it addressed', () => {
    const cookie = 'a=1; mc_session_4700=one; mc_session_4701=two; mc_session=three; mc_session_80=';
    expect(seen({ host: 'localhost:4701', cookie }).session).toBe('two');
    expect(seen({ host: 'localhost', cookie }).session).toBe('three');
    expect(seen({ host: 'localhost:80', cookie }).session).toBeUndefined();
    expect(seen({ host: 'localhost:4702', cookie }).session).toBeUndefined();
    expect(seen({}).session).toBeUndefined();
  });

  test('over TLS the cookie has a name that plain HTTP cannot write', () => {
    const overTls = browserOf({ headers: { host: 'a' }, socket: { encrypted: true } }, 0);
    expect(sessionCookie(overTls, 't', 60.9)).toBe(
      '__Host-mc_session=t; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure',
    );
  });

  test('what stands in X-Forwarded headers is believed of as many proxies as there are', () => {
    const headers = { host: 'inside:4700', 'x-forwarded-for': '6.6.6.6, 1.2.3.4', 'x-forwarded-proto': 'https' };
    expect(seen(headers)).toMatchObject({ host: 'inside:4700', secure: false, address: '10.0.0.9' });
    expect(seen({ ...headers, 'x-forwarded-host': 'Out.Example' }, 1)).toMatchObject({
      host: 'out.example',
      secure: true,
      address: '1.2.3.4',
    });
    expect(seen(headers, 2).address).toBe('6.6.6.6');
    expect(seen({}, 3).address).toBe('10.0.0.9');
  });

  test('its name is cut', () => {
    expect(seen({ 'user-agent': 'x'.repeat(300) }).device).toHaveLength(200);
  });
});

describe('an origin', () => {
  test('is the host that was addressed, with its port', () => {
    expect(allowed({ host: 'localhost:4700', origin: 'http://localhost:4700' })).toBe(true);
    expect(allowed({ host: 'localhost', origin: 'http://localhost:80' })).toBe(true);
    for (const origin of [
      'http://localhost:4701',
      'http://localhost',
      'http://localhost:4700.evil.example',
      'null',
      '',
    ])
      expect(allowed({ host: 'localhost:4700', origin })).toBe(false);
  });

  test('has the scheme of the proxy', () => {
    const headers = { host: 'mc.example', 'x-forwarded-proto': 'https' };
    expect(allowed({ ...headers, origin: 'https://mc.example' }, 1)).toBe(true);
    expect(allowed({ ...headers, origin: 'http://mc.example' }, 1)).toBe(false);
  });

  test('that is missing is refused where one is required', () => {
    expect(allowed({ host: 'localhost' })).toBe(false);
    expect(allowed({ host: 'localhost' }, 0, false)).toBe(true);
    expect(allowed({ host: 'localhost', origin: 'http://evil.example' }, 0, false)).toBe(false);
  });
});

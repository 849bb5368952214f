import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EndpointName } from '../../../src/api/contract/endpoints.js';
import { urlOf } from '../../../src/api/contract/endpoints.js';
import { fakeServer, type FakeServer } from './fake-server.js';

const HOST = 'mission.example:4700';
const ORIGIN = `http://${HOST}`;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let server: FakeServer;
beforeEach(async () => {
  server = await fakeServer({ site: { environment: 'staging' } });
});
afterEach(() => server.close());

/** A browser: it keeps the cookie and says where its pages are from. */
class Browser {
  cookie = '';
  constructor(
    readonly origin: string | null = ORIGIN,
    readonly extra: Readonly<Record<string, string>> = {},
  ) {}
  async ask(method: 'get' | 'post' | 'put' | 'delete', url: string, body?: object) {
    let request = server.http[method](url).set('host', HOST).set(this.extra);
    if (this.cookie !== '') request = request.set('cookie', `theme=dark; ${this.cookie}`);
    if (this.origin !== null && method !== 'get') request = request.set('origin', this.origin);
    const answer = await (body === undefined ? request : request.send(body));
    const [set] = cookiesOf(answer.headers);
    if (set !== undefined) this.cookie = set.split(';', 1)[0]?.replace(/=$/, '=') ?? '';
    return answer;
  }
  signIn(given: { link?: string; key?: string }) {
    return this.ask('post', '/api/session', given);
  }
  async isSignedIn(): Promise<boolean> {
    return (await this.ask('get', '/api/session')).body.session !== null;
  }
}
const cookiesOf = (headers: Readonly<Record<string, unknown>>): string[] => {
  const set = headers['set-cookie'];
  return Array.isArray(set) ? set.map(String) : typeof set === 'string' ? [set] : [];
};
const withKey = (key: string, name: EndpointName, params: Record<string, unknown> = {}, body: object = {}) =>
  server.http
    .post(urlOf(name, params, {}))
    .set('authorization', key)
    .send(body);
const ownLink = async (key: string): Promise<string> =>
  (await withKey(key, 'issueOwnSignInLink').expect(201)).body.link;
const keyIdIn = (bearer: string): string => /\.([a-z0-9]+)_/.exec(bearer)?.[1] ?? '';
const ownerIn = (bearer: string): string => /mc_key_([a-z0-9-]+)\./.exec(bearer)?.[1] ?? '';
const bare = (bearer: string): string => bearer.replace('Bearer ', '');
const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

describe('a sign-in link', () => {
  test('opens a session in a cookie that scripts cannot read and other sites do not send', async () => {
    const key = server.as('operator', 'approver');
    const { body: issued } = await withKey(key, 'issueOwnSignInLink').expect(201);
    expect(issued.path).toBe(`/sign-in#link=${issued.link}`);
    const browser = new Browser();
    const { status, body, headers } = await browser.signIn({ link: issued.link });
    expect([status, cookiesOf(headers)]).toEqual([
      201,
      [expect.stringMatching(/^mc_session_4700=mc_session_\S+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/)],
    ]);
    expect(body).toEqual({
      sessionId: expect.stringMatching(/^[a-z0-9]{12}$/),
      operatorId: ownerIn(key),
      name: ownerIn(key),
      roles: ['operator', 'approver'],
      startedAt: '2026-11-24T14:32:07.000Z',
      expiresAt: '2026-12-01T14:32:07.000Z',
      via: { kind: 'link', linkId: issued.linkId, keyId: keyIdIn(key) },
      device: '',
    });
    expect((await browser.ask('get', '/api/session')).body).toEqual({
      session: body,
      server: { version: '0.0.0-test', environment: 'staging' },
    });
    expect((await browser.ask('get', '/api/me')).body).toMatchObject({
      operatorId: ownerIn(key),
      keyId: keyIdIn(key),
      sessionId: body.sessionId,
    });
  });

  test('opens one session only, also when two browsers open it at once', async () => {
    const link = await ownLink(server.as('viewer'));
    const answers = await Promise.all([new Browser().signIn({ link }), new Browser().signIn({ link })]);
    expect(answers.map(codeOf).sort()).toEqual([
      [201, undefined],
      [401, 'LINK.USED'],
    ]);
  });

  test('expires after ten minutes, and one that never was is told nothing', async () => {
    const link = await ownLink(server.as('viewer'));
    server.store.clock.at += 10 * MINUTE;
    expect(codeOf(await new Browser().signIn({ link }))).toEqual([401, 'LINK.EXPIRED']);
    const forged = `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`;
    for (const other of [forged, 'nonsense', link.replace('viewer-1', 'nobody')])
      expect(codeOf(await new Browser().signIn({ link: other }))).toEqual([401, 'LINK.INVALID']);
  });

  test('for oneself allows no more than the key that asked for it; for another, all that it has; others need an admin', async () => {
    const admin = server.as('admin');
    const owner = ownerIn(admin);
    const { body } = await withKey(admin, 'issueOperatorKey', { operatorId: owner }, { name: 'ci', roles: ['viewer'] });
    const weak = new Browser();
    await weak.signIn({ link: await ownLink(`Bearer ${body.key}`) });
    expect((await weak.ask('get', '/api/me')).body.roles).toEqual(['viewer']);
    expect(codeOf(await weak.ask('post', `/api/operators/${owner}/links`, {}))).toEqual([403, 'ACCESS.FORBIDDEN']);

    const approver = ownerIn(server.as('approver'));
    const { body: issued } = await withKey(admin, 'issueSignInLink', { operatorId: approver }).expect(201);
    const other = new Browser();
    await other.signIn({ link: issued.link });
    expect((await other.ask('get', '/api/me')).body).toMatchObject({ roles: ['approver'], keyId: null });
  });

  test('is in no log line', async () => {
    const link = await ownLink(server.as('viewer'));
    const { headers } = await new Browser().signIn({ link });
    const secrets = [link, ...cookiesOf(headers)].map((text) => /_([A-Za-z0-9_-]{43})(;|$)/.exec(text)?.[1] ?? '');
    expect(secrets.map((secret) => secret.length)).toEqual([43, 43]);
    for (const secret of secrets) expect(server.logged.join('\n')).not.toContain(secret);
  });
});

describe('a session', () => {
  const signedIn = async (key: string): Promise<Browser> => {
    const browser = new Browser();
    await browser.signIn({ key: bare(key) });
    return browser;
  };

  test('is opened by a key, and its commands name the session', async () => {
    const key = server.as('admin');
    const browser = new Browser(ORIGIN, { 'user-agent': 'Firefox' });
    const { body } = await browser.signIn({ key: bare(key) });
    expect(body).toMatchObject({ via: { kind: 'key', keyId: keyIdIn(key) }, device: 'Firefox' });
    await browser.ask('post', '/api/operators', { operatorId: 'grace', name: 'Grace', roles: ['viewer'] });
    expect(server.commands.given.at(-1)?.context.actor).toEqual({
      kind: 'operator',
      id: ownerIn(key),
      name: ownerIn(key),
      authId: body.sessionId,
    });
  });

  test('may change things from its own pages only; reads need no origin', async () => {
    const { cookie } = await signedIn(server.as('admin'));
    for (const origin of [null, 'null', 'http://evil.example', 'http://mission.example:4701', 'nonsense']) {
      const browser = new Browser(origin);
      browser.cookie = cookie;
      expect(codeOf(await browser.ask('post', '/api/hints/first-run/dismiss'))).toEqual([403, 'ACCESS.ORIGIN']);
      expect(codeOf(await browser.ask('delete', '/api/session'))).toEqual([403, 'ACCESS.ORIGIN']);
      expect((await browser.ask('get', '/api/hints')).status).toBe(200);
    }
    expect(codeOf(await new Browser('http://evil.example').signIn({ key: 'x' }))).toEqual([403, 'ACCESS.ORIGIN']);
    expect((await server.http.post('/api/session').send({ key: 'x' })).body.code).toBe('ACCESS.UNAUTHENTICATED');
  });

  test('is no token: sent as one it opens nothing, and neither does a link', async () => {
    const browser = await signedIn(server.as('admin'));
    const token = browser.cookie.split('=')[1] ?? '';
    for (const text of [token, await ownLink(server.as('admin'))]) {
      const answer = await server.http.get('/api/me').set('authorization', `Bearer ${text}`);
      expect(codeOf(answer)).toEqual([401, 'ACCESS.UNAUTHENTICATED']);
    }
  });

  test('that was signed out opens nothing, whoever kept its cookie', async () => {
    const browser = await signedIn(server.as('viewer'));
    const kept = new Browser();
    kept.cookie = browser.cookie;
    const { body, headers } = await browser.ask('delete', '/api/session');
    expect(body).toEqual({ signedOut: true });
    expect(cookiesOf(headers)).toEqual([expect.stringMatching(/^mc_session_4700=; .*Max-Age=0$/)]);
    expect(await kept.isSignedIn()).toBe(false);
    expect(codeOf(await kept.ask('get', '/api/me'))).toEqual([401, 'ACCESS.SESSION_ENDED']);
    expect((await kept.ask('delete', '/api/session')).body).toEqual({ signedOut: false });
  });

  test('ends when its browser signs in anew', async () => {
    const browser = await signedIn(server.as('viewer'));
    const kept = new Browser();
    kept.cookie = browser.cookie;
    const { body } = await browser.signIn({ key: bare(server.as('approver')) });
    expect([body.roles, await browser.isSignedIn(), await kept.isSignedIn()]).toEqual([['approver'], true, false]);
  });

  test('lasts a week', async () => {
    const browser = await signedIn(server.as('viewer'));
    server.store.clock.at += 7 * DAY - 1;
    expect(await browser.isSignedIn()).toBe(true);
    server.store.clock.at += 1;
    expect(await browser.isSignedIn()).toBe(false);
  });

  test('loses what its operator loses, at once', async () => {
    const admin = server.as('admin');
    const key = server.as('approver', 'operator');
    const browser = await signedIn(key);
    await withKey(
      admin,
      'changeOperatorRoles',
      { operatorId: ownerIn(key) },
      { roles: ['viewer', 'approver'], reason: 'r' },
    );
    expect((await browser.ask('get', '/api/me')).body.roles).toEqual(['approver']);
    expect(codeOf(await browser.ask('post', '/api/runs', { workflowId: 'hello' }))).toEqual([403, 'ACCESS.FORBIDDEN']);
  });

  test('ends with the key that opened it, directly or by a link; other sessions live on', async () => {
    const admin = server.as('admin');
    const key = server.as('viewer');
    const operatorId = ownerIn(key);
    const { body: second } = await withKey(admin, 'issueOperatorKey', { operatorId }, { name: 'second' });
    const [byKey, byLink, other] = [await signedIn(key), new Browser(), await signedIn(`Bearer ${second.key}`)];
    await byLink.signIn({ link: await ownLink(key) });
    const unused = await ownLink(key);
    await server.http
      .delete(`/api/operators/${operatorId}/keys/${keyIdIn(key)}`)
      .set('authorization', admin)
      .expect(200);
    expect([await byKey.isSignedIn(), await byLink.isSignedIn(), await other.isSignedIn()]).toEqual([
      false,
      false,
      true,
    ]);
    expect(codeOf(await new Browser().signIn({ link: unused }))).toEqual([401, 'LINK.INVALID']);
  });

  test('is ended from another one; those of others by an admin only', async () => {
    const key = server.as('operator');
    const [mine, lost, third] = [await signedIn(key), await signedIn(key), await signedIn(key)];
    const id = async (browser: Browser): Promise<string> =>
      (await browser.ask('get', '/api/session')).body.session.sessionId;
    await mine.ask('delete', `/api/sessions/${await id(lost)}`);
    expect([await mine.isSignedIn(), await lost.isSignedIn()]).toEqual([true, false]);
    const { body } = await mine.ask('delete', '/api/sessions');
    expect([body.ended, await mine.isSignedIn(), await third.isSignedIn()]).toEqual([1, true, false]);

    const stranger = await signedIn(server.as('operator'));
    const of = `operatorId=${ownerIn(key)}`;
    for (const url of [`/api/sessions/${await id(mine)}?${of}`, `/api/sessions?${of}`])
      expect(codeOf(await stranger.ask('delete', url))).toEqual([403, 'ACCESS.FORBIDDEN']);
    expect(codeOf(await stranger.ask('get', '/api/sessions?of=all'))).toEqual([403, 'ACCESS.FORBIDDEN']);
    const admin = await signedIn(server.as('admin'));
    expect((await admin.ask('delete', `/api/sessions?${of}&keep=none&reason=laptop+lost`)).body.ended).toBe(1);
    expect(await mine.isSignedIn()).toBe(false);
  });

  test('lives while PostgreSQL is away, and what is known of it while the event store is', async () => {
    const browser = await signedIn(server.as('viewer'));
    server.reads.up = false;
    expect(await browser.isSignedIn()).toBe(true);
    server.store.up = false;
    server.store.clock.at += 10 * MINUTE;
    expect((await browser.ask('get', '/api/me')).status).toBe(200);
    expect(codeOf(await new Browser().signIn({ link: 'mc_link_stranger.abcdefgh1234_' + 'A'.repeat(43) }))).toEqual([
      503,
      'STORE.UNAVAILABLE',
    ]);
  });
});

describe('sign-in is limited', () => {
  test('after ten refusals in a minute an address waits; a right try before that counts nothing', async () => {
    const key = server.as('viewer');
    for (let i = 0; i < 12; i++) expect((await new Browser().signIn({ key: bare(key) })).status).toBe(201);
    for (let i = 0; i < 10; i++) expect((await new Browser().signIn({ link: 'wrong' })).status).toBe(401);
    const refused = await new Browser().signIn({ key: bare(key) });
    expect([...codeOf(refused), refused.headers['retry-after']]).toEqual([429, 'ACCESS.TOO_MANY_TRIES', '60']);
    server.store.clock.at += MINUTE;
    expect((await new Browser().signIn({ key: bare(key) })).status).toBe(201);
  });
});

describe('behind a proxy that speaks TLS', () => {
  const forwarded = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'mc.example.com',
    'x-forwarded-for': '1.2.3.4',
  };

  test('its headers are believed when it is said to be there: the cookie is Secure and bound to the host', async () => {
    await server.close();
    server = await fakeServer({ site: { trustedProxies: 1 } });
    const key = server.as('viewer');
    const browser = new Browser('https://mc.example.com', forwarded);
    const { headers } = await browser.signIn({ key: bare(key) });
    expect(cookiesOf(headers)).toEqual([expect.stringMatching(/^__Host-mc_session=.*; Secure$/)]);
    expect(await browser.isSignedIn()).toBe(true);
    expect((await browser.ask('post', '/api/hints/first-run/dismiss')).status).toBe(200);
    const plain = new Browser('http://mc.example.com', forwarded);
    plain.cookie = browser.cookie;
    expect(codeOf(await plain.ask('post', '/api/hints/other/dismiss'))).toEqual([403, 'ACCESS.ORIGIN']);
  });

  test('and not otherwise', async () => {
    const { headers } = await new Browser(ORIGIN, forwarded).signIn({ key: bare(server.as('viewer')) });
    expect(cookiesOf(headers)).toEqual([
      expect.stringMatching(/^mc_session_4700=[^;]*; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/),
    ]);
  });
});

describe('what the console keeps', () => {
  test('views are saved, replaced and removed under ids of their own; the limits are told', async () => {
    const browser = new Browser();
    await browser.signIn({ key: bare(server.as('viewer')) });
    const view = { page: 'runs', name: ' Failed ', query: 'status=failed&text=%22a%22' };
    expect((await browser.ask('put', '/api/views/failed', view)).body.revision).toBe(3);
    expect((await browser.ask('put', '/api/views/failed', view)).body.revision).toBe(3);
    expect(codeOf(await browser.ask('put', '/api/views/other', view))).toEqual([409, 'VIEW.NAME_TAKEN']);
    expect((await browser.ask('delete', '/api/views/failed')).status).toBe(200);
    expect(codeOf(await browser.ask('delete', '/api/views/failed'))).toEqual([404, 'VIEW.NOT_FOUND']);
    const { body } = await browser.ask('put', '/api/views/Not%20A%20Slug', {
      page: 'runs',
      name: 'x'.repeat(61),
      query: '?' + 'y'.repeat(2_001),
    });
    expect([body.code, ...new Set(body.problems.map((it: { path: string }) => it.path))].sort()).toEqual(
      ['REQUEST.INVALID', ':viewId', 'name', 'query'].sort(),
    );
  });

  test('a hint that is dismissed twice is one event', async () => {
    const browser = new Browser();
    await browser.signIn({ key: bare(server.as('viewer')) });
    const [first, second] = [
      await browser.ask('post', '/api/hints/first-run/dismiss'),
      await browser.ask('post', '/api/hints/first-run/dismiss'),
    ];
    expect(second.body.revision).toBe(first.body.revision);
  });
});

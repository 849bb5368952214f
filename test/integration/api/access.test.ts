import { Controller, Get, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule, DiscoveryService, MetadataScanner, NestFactory } from '@nestjs/core';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Access } from '../../../src/access/access.js';
import { CONTROLLERS } from '../../../src/api/api-module.js';
import { endpointList } from '../../../src/api/contract/endpoints.js';
import { urlOf, type EndpointName } from '../../../src/api/contract/endpoints.js';
import { AccessGuard } from '../../../src/api/http/access-guard.js';
import { ProblemFilter } from '../../../src/api/http/problem-filter.js';
import { ENDPOINT, PUBLIC } from '../../../src/api/http/route.js';
import { ACCESS, LOG, SITE } from '../../../src/api/ports.js';
import { Role } from '../../../src/domain/operator/events.js';
import { APPROVAL_ID, RUN_ID } from './fake-reads.js';
import { fakeServer, FakeStore, type FakeServer } from './fake-server.js';

const PARAMS = {
  workflowId: 'hello',
  version: 1,
  runId: RUN_ID,
  revision: 0,
  stepKey: 'greet',
  approvalId: APPROVAL_ID,
  agentId: 'repo',
  tokenId: 'abcdefgh1234',
  operatorId: 'ada',
  keyId: 'abcdefgh1234',
  haltId: 'h1',
  sessionId: 'abcdefgh1234',
  viewId: 'mine',
  hint: 'first-run',
};

let server: FakeServer;
beforeAll(async () => {
  server = await fakeServer();
});
afterAll(() => server.close());

const call = (name: string, authorization?: string) => {
  const endpoint = endpointList.find(([it]) => it === name)?.[1];
  if (!endpoint) throw new Error(name);
  const url = endpoint.path.replace(/:(\w+)/g, (_, key: string) => String(Reflect.get(PARAMS, key)));
  const request =
    endpoint.method === 'GET'
      ? server.http.get(url)
      : endpoint.method === 'DELETE'
        ? server.http.delete(url)
        : (endpoint.method === 'PUT' ? server.http.put(url) : server.http.post(url)).send({
            ...Object(endpoint.example.body),
          });
  return authorization === undefined ? request : request.set('authorization', authorization);
};

describe('deny by default', () => {
  test('every method of every controller serves an endpoint of the contract or is declared public; every endpoint is served', () => {
    const routes = CONTROLLERS.flatMap(({ prototype }) =>
      new MetadataScanner().getAllMethodNames(prototype).map((method): unknown => Reflect.get(prototype, method)),
    ).filter((method) => typeof method === 'function' && Reflect.hasMetadata('path', method));
    const of = (key: string) => routes.map((route): unknown => Reflect.getMetadata(key, Object(route)));
    expect(of(ENDPOINT).filter((name, i) => name === undefined && of(PUBLIC)[i] !== true)).toEqual([]);
    expect(
      of(ENDPOINT)
        .filter((name) => name !== undefined)
        .sort(),
    ).toEqual(endpointList.map(([name]) => name).sort());
  });

  test('a route that declares nothing is refused, also to an admin', async () => {
    @Controller()
    class Stray {
      @Get('/api/stray')
      get(): string {
        return 'secret';
      }
    }
    const store = new FakeStore();
    @Module({
      imports: [DiscoveryModule],
      controllers: [Stray],
      providers: [
        { provide: ACCESS, useValue: new Access(store) },
        { provide: SITE, useValue: { version: '0', environment: 'test', trustedProxies: 0 } },
        { provide: LOG, useValue: { info: () => undefined, warn: () => undefined, error: () => undefined } },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    })
    class StrayModule {}
    const app = await NestFactory.create(StrayModule, { logger: false });
    await app.init();
    expect(app.get(DiscoveryService).getControllers()).toHaveLength(1);
    const { status, body } = await supertest(app.getHttpServer()).get('/api/stray');
    expect([status, body.code]).toEqual([403, 'ACCESS.UNDECLARED']);
    await app.close();
  });

  test.each(endpointList.filter(([, { role }]) => role !== 'public'))('%s: not without a key', async (name) => {
    const { status, body, headers } = await call(name);
    expect([status, body.code]).toEqual([401, 'ACCESS.UNAUTHENTICATED']);
    expect(headers['www-authenticate']).toContain('Bearer');
  });
});

describe('roles', () => {
  const may = (role: Role, needed: string): boolean =>
    needed === 'public' || role === 'admin' || role === needed || needed === 'viewer';

  test.each(Role.options)(
    '%s: is let through by its own endpoints and those of a viewer, and by no other',
    async (role) => {
      const key = server.as(role);
      const refused: string[] = [];
      for (const [name, endpoint] of endpointList) {
        if (endpoint.role === 'public') continue;
        const { status, body } = await call(name, key);
        if (status === 403) {
          expect(body.code).toBe('ACCESS.FORBIDDEN');
          refused.push(name);
        } else expect(status, name).not.toBe(401);
      }
      expect(refused).toEqual(endpointList.filter(([, it]) => !may(role, it.role)).map(([name]) => name));
    },
  );

  test('answers are stored nowhere on the way', async () => {
    const { headers } = await call('listRuns', server.as('viewer'));
    expect([headers['cache-control'], headers['x-powered-by']]).toEqual(['no-store', undefined]);
  });

  test('a token of an agent is known, and opens nothing here', async () => {
    const { status, body } = await call('listRuns', server.agentToken());
    expect([status, body.code]).toEqual([403, 'ACCESS.FORBIDDEN']);
  });
});

describe('keys', () => {
  const post = (name: EndpointName, params: Record<string, unknown>, key: string, body: object) =>
    server.http
      .post(urlOf(name, params, {}))
      .set('authorization', key)
      .send(body);

  test('an operator is created, gets a key, and the key says who it is', async () => {
    const admin = server.as('admin');
    await post('createOperator', {}, admin, { operatorId: 'grace', name: 'Grace', roles: ['approver'] }).expect(201);
    const issued = await post('issueOperatorKey', { operatorId: 'grace' }, admin, { name: 'laptop' }).expect(201);
    expect(issued.body.roles).toEqual(['approver']);
    const me = await server.http.get('/api/me').set('authorization', `Bearer ${issued.body.key}`).expect(200);
    expect(me.body).toEqual({
      operatorId: 'grace',
      name: 'Grace',
      keyId: issued.body.keyId,
      sessionId: null,
      roles: ['approver'],
    });
    expect(
      JSON.stringify([...server.store.streams.values()], (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    ).not.toContain(issued.body.key.split('_').at(-1));
  });

  test('a key that was revoked opens nothing from the answer on', async () => {
    const admin = server.as('admin');
    await post('createOperator', {}, admin, { operatorId: 'bob', name: 'Bob', roles: ['viewer'] }).expect(201);
    const { body } = await post('issueOperatorKey', { operatorId: 'bob' }, admin, { name: 'laptop' }).expect(201);
    await server.http.get('/api/me').set('authorization', `Bearer ${body.key}`).expect(200);
    await server.http.delete(`/api/operators/bob/keys/${body.keyId}`).set('authorization', admin).expect(200);
    await server.http.get('/api/me').set('authorization', `Bearer ${body.key}`).expect(401);
  });

  test('a token is shown once: its command sent again does not show another that would open nothing', async () => {
    const admin = server.as('admin');
    const issue = () =>
      post('issueAgentToken', { agentId: 'new-agent' }, admin, { name: 'laptop' }).set('idempotency-key', 'once');
    const { body } = await issue().expect(201);
    expect(body.token).toMatch(/^mc_agent_new-agent\./);
    const again = await issue();
    expect([again.status, again.body.code]).toEqual([409, 'TOKEN.ISSUED_ALREADY']);
  });

  test('who is known gets in while the event store is away, and who is not is told so', async () => {
    const key = server.as('viewer');
    await server.http.get('/api/me').set('authorization', key).expect(200);
    const stranger = server.as('viewer');
    server.store.up = false;
    await server.http.get('/api/me').set('authorization', key).expect(200);
    const { status, headers } = await server.http.get('/api/me').set('authorization', stranger);
    server.store.up = true;
    expect([status, headers['retry-after']]).toEqual([503, '1']);
  });
});

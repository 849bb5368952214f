import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolderPath, eventStoreAccess, parseEnvironment } from './environment.js';
import { connectionString } from './event-store-service.js';

describe('the environment of the launcher', () => {
  it('is optional, and an empty variable counts as unset', () => {
    expect(parseEnvironment({ DATABASE_URL: '', PATH: '/bin' })).toEqual({});
  });

  it('lists every mistake at once, each with its variable', () => {
    const parse = () =>
      parseEnvironment({
        MC_HTTP_PORT: '70000',
        MC_POSTGRES_PORT: 'x',
        DATABASE_URL: 'mysql://h/d',
        EVENTSTORE_URL: 'http://h',
      });
    expect(parse).toThrow(/4 mistakes/);
    for (const name of ['MC_HTTP_PORT', 'MC_POSTGRES_PORT', 'DATABASE_URL', 'EVENTSTORE_URL'])
      expect(parse).toThrow(name);
  });

  it('accepts a cluster of event stores', () => {
    const EVENTSTORE_URL = 'esdb://admin:changeit@a:2113,b:2113,c:2113?tls=true';
    expect(parseEnvironment({ EVENTSTORE_URL })).toEqual({ EVENTSTORE_URL });
  });

  it('says where the embedded event store is reached, with credentials only over TLS', () => {
    const access = eventStoreAccess({ MC_EVENTSTORE_USER: 'a@b', MC_EVENTSTORE_PASSWORD: 'p:w' }, '/project');
    expect(connectionString('127.0.0.1', 2113, access)).toBe('esdb://127.0.0.1:2113?tls=false');
    const secured = eventStoreAccess(
      { MC_EVENTSTORE_USER: 'a@b', MC_EVENTSTORE_PASSWORD: 'p:w', MC_EVENTSTORE_TLS_CERTIFICATE: 'c.pem' },
      '/project',
    );
    expect(connectionString('localhost', 2113, secured)).toBe(
      `esdb://a%40b:p%3Aw@localhost:2113?tls=true&tlsCAFile=${path.resolve('/project/c.pem')}`,
    );
  });

  it('keeps data beside the project unless told otherwise', () => {
    expect(dataFolderPath({}, '/project')).toBe(path.resolve('/project/.mission-control'));
    expect(dataFolderPath({ MC_DATA_DIR: 'other' }, '/project')).toBe(path.resolve('/project/other'));
  });
});

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolderPath, parseEnvironment } from './environment.js';

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
    for (const name of ['MC_HTTP_PORT=70000', 'MC_POSTGRES_PORT=x', 'DATABASE_URL=mysql', 'EVENTSTORE_URL=http'])
      expect(parse).toThrow(name);
  });

  it('accepts a cluster of event stores', () => {
    const EVENTSTORE_URL = 'esdb://admin:changeit@a:2113,b:2113,c:2113?tls=true';
    expect(parseEnvironment({ EVENTSTORE_URL })).toEqual({ EVENTSTORE_URL });
  });

  it('keeps data beside the project unless told otherwise', () => {
    expect(dataFolderPath({}, '/project')).toBe(path.resolve('/project/.mission-control'));
    expect(dataFolderPath({ MC_DATA_DIR: 'other' }, '/project')).toBe(path.resolve('/project/other'));
  });
});

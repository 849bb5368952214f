import { describe, expect, test } from 'vitest';
import { endpointList, endpoints, urlOf } from './endpoints.js';
import { RunFilter } from './run-filter.js';

describe('the table of endpoints', () => {
  test('no two endpoints have the same method and path', () => {
    const keys = endpointList.map(([, { method, path }]) => `${method} ${path}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each([...endpointList])('%s: its examples are what its schemas allow', (_, { example, body, response }) => {
    expect(response.safeParse(example.response).error?.issues ?? []).toEqual([]);
    if ('body' in example) expect(body.safeParse(example.body).error?.issues ?? []).toEqual([]);
  });

  test.each([...endpointList])('%s: path parameters and schema name the same', (_, { path, params }) => {
    const inPath = [...path.matchAll(/:([A-Za-z]+)/g)].map((match) => match[1]);
    expect(Object.keys(params.shape).sort()).toEqual(inPath.sort());
  });

  test('a URL has its parameters escaped and only the query that is given', () => {
    expect(urlOf('getRunEvent', { runId: 'a/b', revision: 3 }, { payloads: 'inline', atLeast: undefined })).toBe(
      '/api/runs/a%2Fb/events/3?payloads=inline',
    );
  });

  test('amounts that are none are told by their names, and not compared', () => {
    const { error } = RunFilter.safeParse({ minNanoUsd: 'toString', maxNanoUsd: '1.5' });
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['minNanoUsd', 'maxNanoUsd']);
  });

  test('a range of costs ends with an hour that there is', () => {
    const { query } = endpoints.getCostSeries;
    expect(query.safeParse({ to: '9999-12-31T22:59:59Z' }).success).toBe(true);
    expect(query.safeParse({ to: '9999-12-31T23:59:59.999Z' }).error?.issues.map(({ path }) => path)).toEqual([['to']]);
  });
});

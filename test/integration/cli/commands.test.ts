import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endpoints } from '../../../src/api/contract/endpoints.js';
import { cliReference } from './cli-reference.js';
import { fakeServer, type FakeServer, KEY, Refusal } from './fake-server.js';
import { invoke } from './invoke.js';
import { RUN } from './run-story.js';

let server: FakeServer;
let folder: string;
beforeEach(async () => {
  server = await fakeServer();
});
afterEach(async () => server.stop());
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'mission control cli '));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const APPROVAL = '2f1d9b5c-8a3e-5b0f-9d57-6a1c3e4f5b60';
const ADDED_BY_SERVER = { requestedFor: 'a newer version' };

/** Every command that is one request, with --json: what must come out is the API's answer to that endpoint. */
const WHOLE = [
  ['workflow list', 'listWorkflows'],
  ['workflow show hello', 'getWorkflow'],
  ['workflow show hello --version 2', 'getWorkflowVersion'],
  ['workflow versions hello', 'listWorkflowVersions'],
  ['workflow diff hello 1 2', 'diffWorkflow'],
  ['run start hello --input name=Ada', 'startRun'],
  ['run list', 'listRuns'],
  ['run show last', 'getRun'],
  ['run state last --at 142 --diff 140', 'getRunState'],
  [`run compare ${RUN} ${RUN}`, 'compareRuns'],
  [`run cancel ${RUN}`, 'cancelRun'],
  [`run halt ${RUN}`, 'haltRun'],
  [`run pause ${RUN}`, 'pauseRun'],
  [`run resume ${RUN} --reason mended`, 'resumeRun'],
  [`run budget ${RUN} --usd 3.00`, 'changeRunBudget'],
  [`run verify-replay ${RUN}`, 'verifyRunReplay'],
  [`run replay ${RUN} --from 14 --plan`, 'planReplay'],
  ['approval list', 'listApprovals'],
  [`approval show ${APPROVAL}`, 'getApproval'],
  [`approval approve ${APPROVAL}`, 'approve'],
  [`approval reject ${APPROVAL} --comment no`, 'reject'],
  [`approval edit ${APPROVAL} --params {"path":"/tmp"}`, 'editApproval'],
  ['deadletter list', 'listDeadLetters'],
  ['deadletter groups', 'listDeadLetterGroups'],
  [`deadletter retry ${RUN} never`, 'retryStep'],
  [`deadletter skip ${RUN} never --output {"ok":true}`, 'skipStep'],
  [`deadletter abandon ${RUN}`, 'abandonStep'],
  [`bulk cancel ${RUN} --yes`, 'startBulk'],
  ['bulk list', 'listBulks'],
  ['bulk show last', 'getBulk'],
  ['bulk pause-job last', 'pauseBulk'],
  ['bulk resume-job last', 'resumeBulk'],
  ['bulk stop-job last', 'stopBulk'],
  ['agent list', 'listAgents'],
  ['agent token repository', 'issueAgentToken'],
  ['agent revoke repository k3v9q2x7m1pd', 'revokeAgentToken'],
  ['cost --by model', 'getCosts'],
  ['halt list', 'listHalts'],
  ['halt preview', 'previewHalt'],
  ['halt order --everything', 'orderHalt'],
  ['halt lift --resume', 'liftHalt'],
  ['operator list', 'listOperators'],
  ['operator create ada --role operator,approver', 'createOperator'],
  ['operator key ada', 'issueOperatorKey'],
  ['operator roles ada --role viewer', 'changeOperatorRoles'],
  ['operator rename ada Ada', 'renameOperator'],
  ['operator disable ada --reason left', 'disableOperator'],
  ['operator enable ada --reason back', 'enableOperator'],
  ['operator revoke ada m1pdk3v9q2x7', 'revokeOperatorKey'],
  ['operator link', 'issueOwnSignInLink'],
  ['operator link ada', 'issueSignInLink'],
  ['operator sessions --all', 'listSessions'],
  ['operator sign-out s3v9q2x7m1pd', 'endSession'],
  ['operator sign-out --everywhere --operator ada', 'endSessions'],
  ['projections status', 'getProjections'],
  ['audit show 1042', 'getAuditEvent'],
  ['projections retry audit', 'retryProjections'],
  ['system', 'getSystem'],
  ['projections rebuild', 'rebuildProjections'],
  ['projections stop', 'stopProjections'],
  ['projections retry', 'retryProjections'],
  ['whoami', 'getMe'],
] as const;

describe('every command', () => {
  it.each(WHOLE)('missionctl %s --json gives the answer of %s as it is', async (line, name) => {
    const { exit, out, err } = await invoke(server, [...line.split(' '), '--json']);
    expect(err).toBe('');
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(endpoints[name].example.response)));
  });

  it.each(WHOLE)('missionctl %s tells a person something, without a trace of JSON', async (line) => {
    const { exit, out } = await invoke(server, line.split(' '));
    expect(exit).toBe(0);
    expect(out.trim()).not.toBe('');
    expect(out).not.toMatch(/undefined|\[object|NaN/);
  });

  it('sends an Idempotency-Key with every command, its own unless one is given', async () => {
    await invoke(server, ['run', 'start', 'hello']);
    await invoke(server, ['run', 'start', 'hello', '--idempotency-key', 'nightly-1']);
    const keys = server.seen.filter(({ name }) => name === 'startRun').map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe('nightly-1');
  });

  it('reads what it wrote: the read after a command asks for its position', async () => {
    await invoke(server, ['run', 'halt', RUN]);
    expect(server.seen.find(({ name }) => name === 'getRun')?.query['atLeast']).toBe('1042');
  });

  it.each([
    'workflow',
    'run start',
    'run watch',
    'approval edit',
    'deadletter skip',
    'halt order',
    'operator key',
    'cost',
  ])('%s --help has examples', async (line) => {
    const { exit, out } = await invoke(server, [...line.split(' '), '--help']);
    expect(exit).toBe(0);
    if (line.includes(' ') || line === 'cost') expect(out).toContain('Examples:\n  $ missionctl');
  });

  it('docs/cli.md is the help of every command', async () => {
    await expect(await cliReference()).toMatchFileSnapshot('../../../docs/cli.md');
  });

  it('an answer with members that this version does not know is fine', async () => {
    server.on('getMe', () => ({ ...endpoints.getMe.example.response, ...ADDED_BY_SERVER }));
    expect((await invoke(server, ['whoami'])).exit).toBe(0);
  });
});

describe('input', () => {
  it('is sent as typed, with a budget in dollars', async () => {
    await writeFile(path.join(folder, 'input.json'), '{"folder": "a", "depth": 1}');
    await invoke(
      server,
      ['run', 'start', 'hello', '-f', 'input.json', '-i', 'depth=2', '--budget', '$1.50', '--priority', '70'],
      {
        cwd: folder,
      },
    );
    expect(server.seen[0]?.body).toEqual({
      workflowId: 'hello',
      input: { folder: 'a', depth: 2 },
      budget: { usd: '1.50' },
      priority: 70,
    });
  });

  it('a file that does not exist is named', async () => {
    const { exit, err } = await invoke(server, ['run', 'start', 'hello', '-f', 'gone.json'], { cwd: folder });
    expect(exit).toBe(3);
    expect(err).toContain(path.join(folder, 'gone.json'));
  });

  it.each([
    [['run', 'lst'], 2],
    [['run'], 2],
    [['run', 'list', '--status', 'odd'], 2],
    [['run', 'show'], 2],
    [['run', 'start', 'hello', '--priority', '101'], 2],
    [['halt', 'order'], 2],
    [['help', 'nothing'], 2],
    [['help', 'exit-codes'], 0],
    [['--help'], 0],
  ])('missionctl %j leaves with %i', async (args, code) => {
    expect((await invoke(server, args)).exit).toBe(code);
  });
});

describe('definitions', () => {
  it('all problems are shown at once, in the order of the file, with path, line and column', async () => {
    await writeFile(path.join(folder, 'bad.yaml'), 'id: x\n');
    server.on('validateWorkflow', () => ({
      valid: false,
      problems: [
        { path: 'steps[1].dependsOn[0]', message: 'there is no step "colect"', line: 12, column: 7 },
        { path: 'nmae', message: 'is not a field of a workflow', line: 2, column: 1 },
      ],
      warnings: [],
    }));
    const { exit, err } = await invoke(server, ['workflow', 'apply', 'bad.yaml'], { cwd: folder });
    expect(exit).toBe(2);
    expect(err.split('\n').slice(0, 3)).toEqual([
      'invalid  bad.yaml has 2 problems:',
      '  nmae  2:1  is not a field of a workflow',
      '  steps[1].dependsOn[0]  12:7  there is no step "colect"',
    ]);
    expect(server.seen.some(({ name }) => name === 'saveWorkflow')).toBe(false);
    expect(server.seen[0]?.body).toEqual({ source: 'id: x\n', format: 'yaml' });
  });
});

describe('refusals', () => {
  it.each([
    [new Refusal(409, 'RUN.ENDED', 'The run has ended.'), 7],
    [new Refusal(402, 'BUDGET.SHORT', 'The budget is short.'), 7],
    [new Refusal(403, 'AUTH.ROLE', 'This needs the role operator.'), 8],
    [new Refusal(404, 'RUN.UNKNOWN', 'There is no such run.'), 3],
    [new Refusal(422, 'INPUT.INVALID', 'The input does not fit.', [{ path: 'input.name', message: 'is required' }]), 2],
    [new Refusal(503, 'STORE.UNAVAILABLE', 'The event store is away.'), 9],
  ])('%j has its exit code, and shows message, code and problems', async (refusal, code) => {
    server.on('cancelRun', () => refusal);
    const { exit, err } = await invoke(server, ['run', 'cancel', RUN]);
    expect(exit).toBe(code);
    expect(err).toContain(`error ${refusal.detail} [${refusal.code}]`);
    for (const problem of refusal.problems) expect(err).toContain(`${problem.path}  ${problem.message}`);
  });

  it('with --json the problem is the output', async () => {
    server.on('cancelRun', () => new Refusal(409, 'RUN.ENDED', 'The run has ended.'));
    const { exit, out, err } = await invoke(server, ['run', 'cancel', RUN, '--json']);
    expect(exit).toBe(7);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({ code: 'RUN.ENDED', status: 409 });
  });

  it('a command whose outcome is unknown is sent again with the same key', async () => {
    let sent = 0;
    server.on('startRun', () =>
      ++sent === 1
        ? new Refusal(503, 'STORE.OUTCOME_UNKNOWN', 'The store did not answer.')
        : endpoints.startRun.example.response,
    );
    expect((await invoke(server, ['run', 'start', 'hello'])).exit).toBe(0);
    const keys = server.seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('a key that is not known leaves with 8', async () => {
    const { exit, err } = await invoke(server, ['whoami', '--key', 'mc_key_wrong']);
    expect(exit).toBe(8);
    expect(err).toContain('MC_KEY');
  });
});

describe('two versions', () => {
  it('are compared step by step and field by field', async () => {
    const { out } = await invoke(server, ['workflow', 'diff', 'hello', '1', '2']);
    expect(out).toBe(
      [
        'hello v1 → v2',
        '  name',
        '    - Hi',
        '    + Hello',
        '~ step greet changed',
        '    estimate.usd',
        '      + 0.01',
        '',
      ].join('\n'),
    );
  });
});

describe('health', () => {
  it('system says what is away, exit 9', async () => {
    const { response } = endpoints.getSystem.example;
    const away = { ...response.stores.postgres, reachable: false, latencyMs: null, version: null, detail: 'refused' };
    server.on('getSystem', () => ({
      ...response,
      status: 'notReady',
      stores: { ...response.stores, postgres: away },
    }));
    const { exit, out } = await invoke(server, ['system']);
    expect(exit).toBe(9);
    expect(out).toContain('away, embedded: refused');
  });

  it.each([
    [200, 0],
    [503, 9],
  ])('HTTP %i leaves with %i, and shows each check', async (status, code) => {
    server.onPath('/health/ready', status, { status: 'x', checks: { eventStore: { ok: status === 200 } } });
    const { exit, out } = await invoke(server, ['health']);
    expect(exit).toBe(code);
    expect(out).toMatch(/checks\.eventStore\.ok +(true|false)/);
  });
});

describe('approval show', () => {
  it('cuts long texts in the parameters and says so; --full shows all', async () => {
    const content = `${'x'.repeat(300)}end`;
    server.on('getApproval', () => ({
      ...endpoints.getApproval.example.response,
      params: { path: '/tmp/r.md', content },
    }));
    const cut = await invoke(server, ['approval', 'show', APPROVAL]);
    expect(cut.out).toContain('--full');
    expect(cut.out).toContain('(303 characters)');
    expect(cut.out).not.toContain(content);
    const full = await invoke(server, ['approval', 'show', APPROVAL, '--full']);
    expect(full.out).toContain(content);
    expect(full.out).toContain('exactly as they will be handed over');
  });
});

describe('ids by a part', () => {
  const other = '7c9e1111-7425-50de-944b-e07fc1f90bbb';
  beforeEach(() => {
    const [run] = endpoints.listRuns.example.response.items;
    if (run === undefined) throw new Error('the contract has no example of a run');
    server.on('listRuns', () => ({ items: [run, { ...run, runId: other }] }));
  });

  it('a run is found by the end of its id', async () => {
    expect((await invoke(server, ['run', 'show', '90bbb'])).exit).toBe(0);
    expect(server.seen.find(({ name }) => name === 'getRun')?.params['runId']).toBe(other);
  });

  it('when several fit they are listed', async () => {
    const { exit, err } = await invoke(server, ['run', 'show', '7c9e']);
    expect(exit).toBe(2);
    expect(err).toContain(RUN);
    expect(err).toContain(other);
  });

  it('an approval is found by the start of its id, and approved in its own run', async () => {
    expect((await invoke(server, ['approval', 'approve', '2f1d9b'])).exit).toBe(0);
    expect(server.seen.find(({ name }) => name === 'approve')?.params).toEqual({ runId: RUN, approvalId: APPROVAL });
  });
});

describe('address and key', () => {
  it('are found in .mission-control/cli.json in a folder above', async () => {
    await mkdir(path.join(folder, '.mission-control'), { recursive: true });
    await mkdir(path.join(folder, 'deep', 'er'), { recursive: true });
    await writeFile(path.join(folder, '.mission-control', 'cli.json'), JSON.stringify({ url: server.url, key: KEY }));
    const { exit, out } = await invoke(server, ['whoami'], { cwd: path.join(folder, 'deep', 'er'), env: {} });
    expect(exit).toBe(0);
    expect(out).toContain(path.join(folder, '.mission-control', 'cli.json'));
  });

  it('MC_DATA_DIR names the folder', async () => {
    await writeFile(path.join(folder, 'cli.json'), JSON.stringify({ url: server.url, key: KEY }));
    expect((await invoke(server, ['whoami'], { cwd: '/', env: { MC_DATA_DIR: folder } })).exit).toBe(0);
  });

  it('a damaged file is named', async () => {
    const damaged = await mkdtemp(path.join(os.tmpdir(), 'mc-cli-'));
    try {
      await writeFile(path.join(damaged, 'cli.json'), '{');
      const { exit, err } = await invoke(server, ['whoami'], { env: { MC_DATA_DIR: damaged } });
      expect(exit).toBe(2);
      expect(err).toContain(path.join(damaged, 'cli.json'));
    } finally {
      await rm(damaged, { recursive: true });
    }
  });

  it('when there are none, it says to run npm start', async () => {
    const { exit, err } = await invoke(server, ['run', 'list'], { cwd: '/', env: {} });
    expect(exit).toBe(2);
    expect(err).toContain('npm start');
  });

  it('a server that is not running is named with its address, exit 9', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const { exit, err } = await invoke(server, ['run', 'list', '--url', url]);
    expect(exit).toBe(9);
    expect(err).toContain(`No Mission Control server answers at ${url}`);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

describe('run replay', () => {
  const replays = () => server.seen.filter(({ name }) => name === 'replayRun').map(({ body }) => body);

  it('shows the plan, asks, and starts what was agreed to', async () => {
    const { exit, out } = await invoke(server, ['run', 'replay', RUN, '--from', '14'], { says: 'y' });
    expect(out).toContain('it waited for approval');
    expect(out).toContain('started run');
    expect([exit, replays()]).toEqual([0, [{ from: 14 }]]);
  });

  it('with --json the plan stands beside the result, which is the answer as it is', async () => {
    const { exit, out, err } = await invoke(server, ['run', 'replay', RUN, '--from', '14', '--yes', '--json']);
    expect(exit).toBe(0);
    expect(err).toContain('it waited for approval');
    expect(JSON.parse(out)).toEqual(endpoints.replayRun.example.response);
  });

  it('starts nothing when the answer is no, when nobody can be asked, or when something does not fit', async () => {
    expect(await invoke(server, ['run', 'replay', RUN, '--from', '14'], { says: '' })).toMatchObject({ exit: 0 });
    expect(await invoke(server, ['run', 'replay', RUN, '--from', '14'])).toMatchObject({ exit: 2 });
    const problems = [{ path: 'agents.parse', message: 'there is no agent "ghost"' }];
    server.on('planReplay', () => ({ ...endpoints.planReplay.example.response, problems }));
    const refused = await invoke(server, ['run', 'replay', RUN, '--from', '14', '--yes', '--agent', 'parse=ghost']);
    expect(refused.exit).toBe(2);
    expect(refused.out).toContain('there is no agent "ghost"');
    expect(replays()).toEqual([]);
  });

  it('sends every change: input and results from files, agents and models by step', async () => {
    await writeFile(path.join(folder, 'replay.json'), '{"n": 1}');
    const changes =
      '--input replay.json --output parse=replay.json --agent a=one --agent b=two --model a=m --version 2';
    const args = ['run', 'replay', RUN, '--from', '3', '--yes', '--budget', '$1.50', ...changes.split(' ')];
    expect(await invoke(server, args, { cwd: folder })).toMatchObject({ exit: 0 });
    expect(replays()).toEqual([
      {
        from: 3,
        input: { n: 1 },
        version: 2,
        agents: { a: 'one', b: 'two' },
        models: { a: 'm' },
        outputs: { parse: { n: 1 } },
        budget: { usd: '1.50' },
      },
    ]);
  });

  it('a step that is named twice, or no step at all, is no change', async () => {
    const args = ['run', 'replay', RUN, '--from', '3', '--agent', 'a=one', '--agent', 'a=two', '--agent', 'three'];
    const { exit, err } = await invoke(server, args);
    expect(exit).toBe(2);
    expect(err).toContain('step "a" is given twice');
    expect(err).toContain('"three" is not step=value');
  });
});

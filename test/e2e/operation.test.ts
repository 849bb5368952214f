import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endpoints } from '../../src/api/contract/endpoints.js';
import { asAUser, linesOf, type User } from '../support/as-a-user.js';
import { launch, startProduct, until, type Product } from '../support/product.js';
import { sampleRepository } from '../support/sample-repository.js';

const EXIT = { ok: 0, invalid: 2, notFound: 3, waitsForPerson: 4, rejected: 7 } as const;

let folder: string;
let repository: string;
let product: Product;
let user: User;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mc operation '));
  repository = sampleRepository(path.join(folder, 'repository'));
  product = await startProduct();
  user = asAUser(product);
});
afterAll(async () => {
  await product.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function runToApproval(name: string): Promise<string> {
  const runId = await user.start('repository-report', { repository, out: path.join(folder, name) });
  expect((await user.watch(runId, '--no-wait')).code).toBe(EXIT.waitsForPerson);
  return runId;
}

async function approveToTheEnd(runId: string): Promise<void> {
  const { approvalId } = await user.pendingApproval(runId);
  await user.do('approval', 'approve', approvalId);
  expect((await user.watch(runId)).code).toBe(EXIT.ok);
}

describe('emergency stop', () => {
  it('halts every open run, starts none until it is lifted, and what is resumed goes on to its end', async () => {
    const runs = [await runToApproval('first'), await runToApproval('second')];
    const { halted, haltId } = await product.cliJson(
      endpoints.orderHalt.response,
      ...['halt', 'order', '--everything', '--reason', 'an agent writes to the wrong host'],
    );
    expect(halted).toBe(2);
    for (const runId of runs) {
      const { run } = await user.show(runId);
      expect(run).toMatchObject({ status: 'halted', waits: [{ kind: 'halted' }] });
    }
    const { items } = await product.cliJson(endpoints.listApprovals.response, 'approval', 'list');
    expect(items).toEqual([]);
    const refused = await product.cli('run', 'start', 'repository-report', '--input', `repository=${repository}`);
    expect(refused.code, refused.stderr + refused.stdout).toBe(EXIT.rejected);

    const lifted = await user.do('halt', 'lift', haltId, '--resume', '--reason', 'mended');
    expect(lifted.stdout).toContain('2 runs resumed');
    for (const runId of runs) {
      expect((await user.watch(runId, '--no-wait')).code).toBe(EXIT.waitsForPerson);
      await approveToTheEnd(runId);
    }
  });

  it('halts one run and leaves the others alone', async () => {
    const [halted, other] = [await runToApproval('halted'), await runToApproval('other')];
    await user.do('run', 'halt', halted, '--reason', 'look first');
    expect((await user.show(halted)).run.status).toBe('halted');
    await approveToTheEnd(other);
    await user.do('run', 'resume', halted, '--reason', 'looked');
    await approveToTheEnd(halted);
  });
});

describe('the figures', () => {
  it('add up to the same cost, whatever they are summed by', async () => {
    const { items } = await product.cliJson(endpoints.listRuns.response, 'run', 'list');
    const ofRuns = items.reduce((sum, run) => sum + BigInt(run.spent.nanoUsd), 0n);
    expect(ofRuns).toBeGreaterThan(0n);
    for (const by of ['run', 'step', 'agent', 'model', 'workflow', 'operator', 'hour', 'day']) {
      const costs = await product.cliJson(endpoints.getCosts.response, 'cost', '--by', by);
      const sum = costs.items.reduce((total, item) => total + BigInt(item.nanoUsd), 0n);
      expect([by, sum, BigInt(costs.total.nanoUsd)]).toEqual([by, ofRuns, ofRuns]);
    }
  });

  it('every list and every view has a machine form', async () => {
    const commands = [
      ...['workflow list', 'workflow show repository-report', 'run list', 'run show last', 'run show last --attempts'],
      ...['events last', 'events last 0', 'events last --full', 'approval list --status all', 'agent list --tokens'],
      ...['deadletter list --status all', 'cost', 'cost --run last', 'halt list --status all', 'operator list'],
      ...['projections status', 'whoami', 'health', 'run watch last'],
    ];
    for (const command of commands) {
      const { stdout } = await user.do(...command.split(' '), '--json');
      expect(stdout.trim(), command).not.toBe('');
      const isStream = /^(events last( --full)?|run watch last)$/.test(command);
      const parsed: unknown = isStream ? linesOf(stdout) : JSON.parse(stdout);
      expect(parsed, command).toBeInstanceOf(Object);
    }
  });
});

describe('mistakes', () => {
  it('a run input that does not fit is refused with each problem', async () => {
    const input = ['--input', 'repository=', '--input', 'colour=red'];
    const { code, stderr } = await product.cli('run', 'start', 'repository-report', ...input);
    expect(code, stderr).toBe(EXIT.invalid);
    expect(stderr).toMatch(/repository/);
    expect(stderr).toMatch(/colour/);
    expect((await product.cli('run', 'start', 'no-such-workflow')).code).toBe(EXIT.notFound);
  });

  it('a definition with several mistakes lists them all with their places', async () => {
    const file = path.join(folder, 'wrong.yaml');
    writeFileSync(
      file,
      [
        'id: wrong',
        'name: Wrong',
        'colour: red',
        'steps:',
        '  - { id: one, agent: a, output: true, dependsOn: [two] }',
        '  - { id: two, agent: a, output: true, dependsOn: [one, none] }',
        '  - { id: two, agent: a, output: { type: nothing } }',
      ].join('\n'),
    );
    const { code, stderr } = await product.cli('workflow', 'apply', file);
    expect(code, stderr).toBe(EXIT.invalid);
    for (const problem of [/colour/, /none/, /two/, /steps\[?\.?2/, /one -> two -> one/])
      expect(stderr).toMatch(problem);
  });
});

describe('the data folder', () => {
  it('is taken over when the launcher was killed, and an open run goes on', async () => {
    const runId = await runToApproval('taken over');
    product.signal('SIGKILL');
    await product.ended;
    product = await startProduct({ dataFolder: product.dataFolder, env: { MC_HTTP_PORT: new URL(product.url).port } });
    user = asAUser(product);
    await approveToTheEnd(runId);
  });

  it('a second start on it says that it is in use, by whom, and where that serves', async () => {
    const second = launch(product.dataFolder, {});
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(product.dataFolder);
    expect(second.output()).toMatch(/in use by pid \d+/);
    expect(second.output()).toContain(product.url);
  });

  it('keeps everything: the next start has the runs, their record and the same key', async () => {
    const before = await product.cliJson(endpoints.listRuns.response, 'run', 'list');
    await product.stop();
    expect(product.output()).toContain('PostgreSQL        stopped');
    product = await startProduct({ dataFolder: product.dataFolder, env: { MC_HTTP_PORT: new URL(product.url).port } });
    user = asAUser(product);
    const after = await until(() => product.cliJson(endpoints.listRuns.response, 'run', 'list'), 10_000);
    expect(after).toEqual(before);
    const health = await product.cliJson(z.looseObject({ status: z.string() }), 'health');
    expect(health.status).toBe('ready');
  });
});

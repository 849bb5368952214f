import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AgentError } from '@mission-control/agent';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { modelServer } from '../../../examples/model-server/server.js';
import { capabilities } from '../../../examples/repository-report/capabilities.js';
import { Report } from '../../../examples/repository-report/findings.js';
import { runSteps } from '../../support/run-steps.js';

const workflow = path.resolve('examples/repository-report/workflow.yaml');
const server = modelServer();
let folder: string;
let repository: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.env['OPENAI_BASE_URL'] = `http://127.0.0.1:${address.port}/v1`;
});
afterAll(async () => {
  delete process.env['OPENAI_BASE_URL'];
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mc report '));
  repository = path.join(folder, 'a repository');
  mkdirSync(repository);
  git('init', '-q', '-b', 'main');
  return () => rmSync(folder, { recursive: true, force: true });
});

function git(...args: string[]): string {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, '-C', repository, ...args], { encoding: 'utf8' }).trim();
}
function commit(files: Record<string, string>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(repository, name)), { recursive: true });
    writeFileSync(path.join(repository, name), content);
  }
  git('add', '-A');
  git('commit', '-q', '-m', `changes ${Object.keys(files).join(' ')}`);
  return git('rev-parse', 'HEAD');
}
const secret = ['ghp_', 'q7Wz'.repeat(9)].join('');
const run = (input: Record<string, unknown> = {}) =>
  runSteps(workflow, { repository, out: path.join(folder, 'out'), ...input }, capabilities);

describe('repository-report', () => {
  it('reads a repository and writes what it found, without the secrets', async () => {
    commit({ 'package.json': '{"license":"MIT"}', 'src/a ü.ts': '// SPDX-License-Identifier: Apache-2.0\n1' });
    commit({ 'src/a ü.ts': `// SPDX-License-Identifier: Apache-2.0\nconst t = "${secret}";` });
    commit({ 'data.bin': `\0${secret}`, 'pipe|name.md': '# x' });
    const ran = await run();
    const text = readFileSync(path.join(folder, 'out', 'report.json'), 'utf8');
    const report = Report.omit({ collected: true }).parse(JSON.parse(text));
    expect(report.licences.licences.map((one) => one.spdx)).toEqual(['Apache-2.0', 'MIT']);
    expect(report.secrets.findings).toEqual([{ path: 'src/a ü.ts', line: 2, rule: 'github-token' }]);
    expect(report.hotFiles.mostChanged[0]).toEqual({ path: 'src/a ü.ts', commits: 2, added: 3, deleted: 1 });
    expect(report.risk.level).toBe('high');
    const markdown = readFileSync(path.join(folder, 'out', 'report.md'), 'utf8');
    expect(markdown).toContain('| `src/a ü.ts:2` | github-token |');
    expect(text + markdown).not.toContain(secret);
    expect(ran.calls).toMatchObject([{ model: 'demo/rules-1', source: 'measured' }]);
    expect(ran.effects.map((effect) => path.basename(effect.target))).toEqual(['report.md', 'report.json']);
    expect(readdirSync(path.join(folder, 'out')).sort()).toEqual(['report.json', 'report.md']);
  });

  it('shows, before it writes, exactly the path, size and hash of each file', async () => {
    commit({ 'a.txt': 'a' });
    const ran = await run();
    const Files = z.object({ files: z.array(z.object({ path: z.string(), size: z.int(), sha256: z.string() })) });
    const proposed = Files.parse(ran.outputs.get('render')).files;
    expect(ran.effects.map((effect) => ({ path: effect.target, receipt: effect.receipt }))).toEqual(
      proposed.map(({ path, size, sha256 }) => ({ path, receipt: { size, sha256 } })),
    );
    for (const file of proposed) expect(readFileSync(file.path).length).toBe(file.size);
  });

  it('looks at the commits of the range only', async () => {
    commit({ 'old.txt': 'a' });
    const from = commit({ 'old.txt': 'b' });
    commit({ 'new.txt': 'c' });
    const ran = await run({ range: `${from}..HEAD` });
    const collected = z.object({ commits: z.object({ count: z.int() }) }).parse(ran.outputs.get('collect'));
    expect(collected.commits.count).toBe(1);
    expect(ran.outputs.get('hot-files')).toMatchObject({ mostChanged: [{ path: 'new.txt' }] });
  });

  it('gives the same bytes for the same commits', async () => {
    commit({ 'a.txt': 'a' });
    await run();
    const first = readFileSync(path.join(folder, 'out', 'report.md'));
    await run();
    expect(readFileSync(path.join(folder, 'out', 'report.md')).equals(first)).toBe(true);
  });

  it.each([
    ['a repository without commits', () => ({}), 'REPOSITORY.EMPTY'],
    ['a folder that is no repository', () => ({ repository: folder }), 'REPOSITORY.NONE'],
    ['a folder that is not there', () => ({ repository: path.join(folder, 'none') }), 'REPOSITORY.MISSING'],
    ['a relative path', () => ({ repository: '.' }), 'REPOSITORY.RELATIVE'],
    ['a range that is none', () => (commit({ a: '1' }), { range: 'main..nowhere' }), 'RANGE.INVALID'],
    ['a range that is an option', () => (commit({ a: '1' }), { range: '--output=/tmp/x' }), 'RANGE.INVALID'],
    ['a range without commits', () => (commit({ a: '1' }), { range: 'HEAD..HEAD' }), 'RANGE.EMPTY'],
    [
      'a report folder that is a file',
      () => (commit({ a: '1' }), { out: path.join(repository, 'a') }),
      'OUT.NOT_A_FOLDER',
    ],
  ])('refuses %s for good, and says why', async (_, input, code) => {
    const error = await run(input()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AgentError);
    expect(error).toMatchObject({ class: 'input', code, retryable: false });
  });
});

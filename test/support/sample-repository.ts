import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A token that opens nothing, in the form that a secret scan must find. Put together here, so that no scan finds it in this file. */
export const FAKE_SECRET = ['ghp_', 'q7Wz'.repeat(9)].join('');

/** A small git repository: three commits, several files, a licence, a planted secret in `src/config.ts`, line 2. */
export function sampleRepository(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const git = (...args: string[]) => {
    const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...who, '-C', folder, ...args]);
  };
  const commit = (message: string, files: Readonly<Record<string, string>>) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    git('add', '-A');
    git('commit', '-q', '-m', message);
  };
  git('init', '-q', '-b', 'main');
  commit('Begin', {
    'package.json': '{"license":"MIT"}',
    'src/main.ts': '// SPDX-License-Identifier: MIT\nexport {};\n',
  });
  commit('Configuration', { 'src/config.ts': `export const user = 'a';\nexport const token = '${FAKE_SECRET}';\n` });
  commit('Documents', {
    'README.md': '# Sample\n',
    'docs/guide.md': '# Guide\n',
    'src/main.ts': 'export const a = 1;\n',
  });
  return folder;
}

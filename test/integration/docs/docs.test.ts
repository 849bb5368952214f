import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { definitions } from '../../../src/api/definitions.js';
import { buildProgram } from '../../../src/cli/program.js';
import { Config, envExample } from '../../../src/config.js';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const adrs = readdirSync(path.join(root, 'docs/adr')).sort();
const pages = [
  'README.md',
  'CHANGELOG.md',
  'bench/README.md',
  'bench/floor/README.md',
  'bench/peers/README.md',
  'docs/architecture.md',
  'docs/dependencies.md',
  ...adrs.map((file) => `docs/adr/${file}`),
];
const Package = z.object({
  scripts: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});
const { scripts, dependencies, devDependencies } = Package.parse(JSON.parse(read('package.json')));

/** Every match of the first group of a pattern. */
const found = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, group]) => group ?? []);
const blocks = (text: string, language: string): string[] =>
  found(text, new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'));

describe('what the documents name exists', () => {
  it.each(pages)('the files of this repository that %s names', (page) => {
    const named = found(read(page), /`((?:src|sdk|docs|examples|scripts|bench|test|bin)\/[\w./-]*\w)`/g);
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it.each(pages)('the links of %s', (page) => {
    const links = found(read(page), /\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g);
    expect(links.filter((link) => !existsSync(path.join(root, path.dirname(page), link)))).toEqual([]);
  });

  it('the documents that the sources cite', () => {
    const sources = ['src', 'sdk/typescript/src', 'examples', 'bench', 'test', 'scripts'].flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
        .filter(
          (entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name) && !entry.parentPath.includes('node_modules'),
        )
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))),
    );
    const cited = sources.flatMap((file) => found(read(file), /(docs\/adr\/[\w-]+\.md)/g));
    expect(cited.length).toBeGreaterThan(0);
    expect(cited.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('decisions are numbered without gaps', () => {
    expect(adrs.map((file) => file.slice(0, 5))).toEqual(adrs.map((_, i) => `${String(i + 1).padStart(4, '0')}-`));
  });
});

describe('what the README shows works', () => {
  const readme = read('README.md');

  it('its npm scripts are scripts of package.json', () => {
    const named = found(readme, /npm run ([a-z-]+)/g);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    expect(scripts).toMatchObject({ start: expect.any(String), test: expect.any(String) });
  });

  it('its commands are commands of missionctl', () => {
    const program = buildProgram(nowhere(), { exit: 'ok' });
    const lines = found(readme, /(?:npx |`| {4})missionctl ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)/g);
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => !isCommand(program, line.split(' ')))).toEqual([]);
  });

  it('its workflow can be saved', () => {
    const [source] = blocks(readme, 'yaml');
    expect(source).toBeDefined();
    expect(definitions.check({ source: source ?? '', format: 'yaml' })).toMatchObject({ problems: [], warnings: [] });
  });

  it('its agent is the one of examples/quick-start', () => {
    const squeezed = (text: string): string => text.replace(/^\/\/.*$/gm, '').replace(/,(?=\s*[)}])|\s+/g, '');
    const [shown] = blocks(readme, 'ts');
    expect(squeezed(shown ?? '')).toBe(squeezed(read('examples/quick-start/agent.ts')));
  });
});

describe('deployment files agree with the sources', () => {
  it('.env.example is made from the configuration’s schema (npm run env-example)', () => {
    expect(read('.env.example')).toBe(envExample());
  });

  it('docker-compose.yml sets only settings of the server, and gives all that are required', () => {
    const Compose = z.object({
      services: z.object({ server: z.object({ environment: z.record(z.string(), z.string()) }) }),
    });
    const { environment } = Compose.parse(parse(read('docker-compose.yml'))).services.server;
    expect(Object.keys(environment).filter((name) => !(name in Config.shape))).toEqual([]);
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(['EVENTSTORE_URL', 'DATABASE_URL', 'MC_DATA_DIR']));
  });

  it('docs/dependencies.md has a line for each dependency, and for nothing else', () => {
    const listed = found(read('docs/dependencies.md'), /^\| `([^`]+)`/gm);
    expect(listed.sort()).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
  });
});

function isCommand(program: Command, [name, below]: readonly string[]): boolean {
  const command = program.commands.find((each) => each.name() === name);
  if (command === undefined) return name === 'help';
  if (command.commands.length === 0 || below === undefined) return true;
  // `evidence last` is `evidence bundle last`.
  const line = command.createHelp().subcommandTerm;
  return command.commands.some((each) => each.name() === below || (line(each).includes('[run]') && below === 'last'));
}

/** Surroundings of a program that is only looked at. */
function nowhere(): Parameters<typeof buildProgram>[0] {
  const silent = { columns: 100, write: () => undefined };
  return {
    stdout: silent,
    stderr: silent,
    env: {},
    cwd: '/',
    now: () => 0,
    interrupted: new AbortController().signal,
  };
}

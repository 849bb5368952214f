import type { Command, Option } from 'commander';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildProgram, runCli } from './program.js';
import type { Surroundings } from './terminal.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'missionctl-'));
});
afterAll(() => rm(folder, { recursive: true }));
/** The server refuses what gets through to it. */
beforeEach(() => {
  const refusal = {
    type: 'about:blank',
    title: 'Unprocessable Content',
    status: 422,
    code: 'REQUEST.INVALID',
    detail: 'no',
  };
  const refuse = () =>
    Promise.resolve(Response.json(refusal, { status: 422, headers: { 'content-type': 'application/problem+json' } }));
  vi.stubGlobal('fetch', vi.fn(refuse));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const SERVER = { MC_URL: 'http://127.0.0.1:4700', MC_KEY: 'mc_key_ada_x' };

function surroundings(env: Record<string, string>, written: { out: string; err: string }): Surroundings {
  return {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    env,
    cwd: folder,
    now: () => Date.parse('2026-11-24T14:32:19.000Z'),
    interrupted: new AbortController().signal,
  };
}

async function missionctl(args: readonly string[], env: Record<string, string> = SERVER) {
  const written = { out: '', err: '' };
  const exit = await runCli(args, surroundings(env, written));
  return { exit, ...written };
}

interface Case {
  readonly name: string;
  /** A right command line, as far as that can be known, without the option or argument that it is about. */
  with(value: string): string[];
}

/** A value for what a command must have beside what is looked at. */
const RIGHT: Readonly<Record<string, string>> = { '--role': 'viewer', '--from': '1', '--run': 'a', '--reason': 'why' };
const right = (option: Option): string[] =>
  option.mandatory && option.long ? [option.long, RIGHT[option.long] ?? 'x'] : [];

/** Every option that takes a value, and every argument, of a command and of those below it. */
function casesOf(command: Command, words: readonly string[]): Case[] {
  if (command.commands.length > 0) return command.commands.flatMap((below) => casesOf(below, [...words, below.name()]));
  const { options, registeredArguments } = command;
  const args = registeredArguments.map(() => '1');
  const ofOptions = options
    .filter(({ required, optional }) => required || optional)
    .map((option) => ({
      name: `${words.join(' ')} ${option.long ?? option.flags}`,
      with: (value: string) => [
        ...words,
        ...(option.mandatory || registeredArguments.some((each) => each.required) ? args : []),
        ...options.filter((other) => other !== option).flatMap(right),
        `${option.long ?? option.flags}=${value}`,
      ],
    }));
  const ofArguments = registeredArguments.map((argument, at) => ({
    name: `${words.join(' ')} <${argument.name()}>`,
    with: (value: string) => [...words, ...options.flatMap(right), '--', ...args.with(at, value)],
  }));
  return [...ofOptions, ...ofArguments];
}

const ALL = casesOf(buildProgram(surroundings({}, { out: '', err: '' }), { exit: 'ok' }), []);
/** What several commands of a group take alike (`--reason`, `--status`) is looked at once for the group. */
const CASES = [...new Map(ALL.map((one) => [one.name.replace(/^(\S+) .*? (\S+)$/, '$1 $2'), one])).values()];
/** What a shell can hand over: no U+0000, no half of a pair. */
const NONSENSE = [
  '',
  'x'.repeat(20_000),
  '\u001b]0;title\u0007\u001b[2J',
  ' ',
  '9'.repeat(400),
  '-1',
  'NaN',
  '1e400',
  '{"a":',
  '\u202e\u2066',
  '__proto__',
];
/** Each takes some; `FUZZ=1` for all. */
const some = (at: number): string[] =>
  process.env['FUZZ'] === undefined ? NONSENSE.filter((_, i) => i < 3 || i % 8 === at % 8) : NONSENSE;

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

describe('missionctl with nonsense', () => {
  it.each(CASES.map((one, at) => ({ ...one, values: some(at) })))('$name says what is wrong with it', async (one) => {
    for (const value of one.values) {
      const { exit, out, err } = await missionctl(one.with(value));
      const told = `${JSON.stringify(value).slice(0, 40)}: exit ${exit}: ${err.slice(0, 300)}`;
      expect([2, 3], told).toContain(exit);
      expect(err, told).toMatch(/^error \S/);
      expect(err, told).not.toMatch(/^\s+at .*:\d+/m);
      expect(out + err, told).not.toMatch(CONTROLS);
      expect(err.length, told).toBeLessThan(2_500);
    }
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a file that is none of those that are taken', () => {
  const file = (name: string): string => path.join(folder, 'files', name);
  beforeEach(() => mkdir(path.join(folder, 'files')));
  afterEach(() => rm(path.join(folder, 'files'), { recursive: true }));

  it.each([
    ['ten megabytes', Buffer.alloc(10_000_000, 0x20), 2, /^error \S+ is larger than 1048576 bytes/],
    ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, 0x00]), 2, /^error \S+ is no text in UTF-8/],
    ['UTF-16', Buffer.from('\ufeffid: one', 'utf16le'), 2, /^error \S+ is no text in UTF-8/],
  ])('%s', async (_, bytes, exit, says) => {
    await writeFile(file('one.yaml'), bytes);
    const { err, exit: ended } = await missionctl(['workflow', 'apply', file('one.yaml')]);
    expect([ended, err]).toEqual([exit, expect.stringMatching(says)]);
  });

  it.each([
    ['a folder', '.', 2, /^error \S+ is a folder; give a file/],
    ['missing', 'none.yaml', 3, /^error There is no file \S+none\.yaml/],
    ['a link to itself', 'loop.yaml', 2, /^error \S+loop\.yaml cannot be read: ELOOP/],
    ['endless', '/dev/zero', 2, /^error \/dev\/zero is larger than/],
  ])('%s', async (_, name, exit, says) => {
    await symlink('loop.yaml', file('loop.yaml'));
    const { err, exit: ended } = await missionctl(['workflow', 'apply', path.resolve(folder, 'files', name)]);
    expect([ended, err]).toEqual([exit, expect.stringMatching(says)]);
  });

  it('is sent without its byte order mark', async () => {
    await writeFile(file('one.json'), '\ufeff{"id":"one"}\r\n');
    await missionctl(['workflow', 'apply', file('one.json')]);
    const [, init] = vi.mocked(fetch).mock.calls[0] ?? [];
    expect(JSON.parse(String(init?.body))).toMatchObject({ source: '{"id":"one"}\r\n' });
  });

  it('an export that cannot be written says so, and leaves nothing', async () => {
    const lines = '{"position":"1"}\n{"complete":true}\n';
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(lines)));
    const { exit, err } = await missionctl(['export', '-o', file('no-folder/all.ndjson')]);
    expect([exit, err]).toEqual([2, expect.stringMatching(/^error ENOENT.*no-folder/)]);
    expect(await readdir(path.join(folder, 'files'))).toEqual([]);
  });
});

describe('the settings of missionctl', () => {
  const settings = (): string => path.join(folder, '.mission-control');
  beforeEach(() => mkdir(settings()));
  afterEach(() => rm(settings(), { recursive: true }));

  it.each(['', '{', 'null', '[]', '{"url":1,"key":true}', '{"url":"","key":""}', '\u0000\u001b[2J'])(
    'in a file that holds %j are refused with what to do',
    async (text) => {
      await writeFile(path.join(settings(), 'cli.json'), text);
      const { exit, err } = await missionctl(['run', 'list'], {});
      expect(exit).toBe(2);
      expect(err).toMatch(/^error .*\nhint {2}\S/);
      expect(err).not.toMatch(CONTROLS);
    },
  );

  it('in a folder in the place of the file are refused with what to do', async () => {
    await mkdir(path.join(settings(), 'cli.json'));
    const { exit, err } = await missionctl(['run', 'list'], {});
    expect([exit, err]).toEqual([2, expect.stringMatching(/cli\.json is damaged.*\nhint {2}/)]);
  });

  it.each(['nowhere', 'ftp://host', 'http://', 'javascript:1', '\u001b[2J', 'x'.repeat(20_000)])(
    'an address such as %j is refused',
    async (url) => {
      const { exit, err } = await missionctl(['run', 'list', '--url', url, '--key', 'x'], {});
      expect([exit, err]).toEqual([2, expect.stringMatching(/^error .*is not an address; give one such as/)]);
      expect(err).not.toMatch(CONTROLS);
      expect(err.length).toBeLessThan(1_000);
    },
  );

  it.each(['\u001b[2J', 'a\nb', 'ключ', ' '])('a key such as %j is refused', async (key) => {
    const { exit, err } = await missionctl(['run', 'list'], { ...SERVER, MC_KEY: key });
    expect([exit, err]).toEqual([2, expect.stringMatching(/^error The key .*\nhint {2}/)]);
    expect(err).not.toContain(key.trim() || 'ключ');
    expect(fetch).not.toHaveBeenCalled();
  });
});

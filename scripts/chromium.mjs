// Finds a Chromium for the tests in a browser, else gets Debian's package: `node scripts/chromium.mjs` prints its path.
// In this order: CHROMIUM_PATH or CHROME_BIN; a browser in PATH; one unpacked by an earlier run; as root `apt-get install`;
// as another user Debian's package unpacked into node_modules/.cache, which needs no rights. A browser counts when it shows a page.
import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const CACHE = path.join(root, 'node_modules', '.cache', 'chromium');
const UNPACKED = path.join(CACHE, 'chromium.sh');
/** Fonts: a page without one is drawn as boxes, and then its text is measured wrongly. */
const PACKAGES = ['chromium', 'fonts-liberation'];
const asRoot = process.getuid?.() === 0;

/** Chromium's own sandbox does not work for root. */
export const chromiumFlags = asRoot ? ['--no-sandbox'] : [];

/** The path of a Chromium that works; throws an Error whose message says what to install. */
export async function ensureChromium(say = (line) => console.error(line)) {
  for (const name of ['CHROMIUM_PATH', 'CHROME_BIN']) {
    const given = process.env[name];
    if (given === undefined || given === '') continue;
    const trouble = cannotShow(given);
    if (trouble) throw new Error(`${name} is ${given}, which is no browser that works: ${trouble}`);
    return given;
  }
  const troubles = [];
  for (const found of [...inPath(), UNPACKED]) {
    if (!existsSync(found)) continue;
    const trouble = cannotShow(found);
    if (!trouble) return found;
    troubles.push(`${found} does not work: ${trouble}`);
  }
  const got = asRoot ? install(say) : unpack(say);
  if (got.path) {
    const trouble = cannotShow(got.path);
    if (!trouble) return got.path;
    troubles.push(`${got.path} does not work: ${trouble}`);
  } else troubles.push(got.trouble);
  throw new Error(
    [
      'The tests in a browser need Chromium, and there is none.',
      ...troubles.map((line) => `  ${line}`),
      'Install it (Debian: apt-get install chromium; elsewhere Chromium or Google Chrome), or set CHROMIUM_PATH to one.',
      'Tests of one kind only: npm test -- --project unit (or integration, e2e).',
    ].join('\n'),
  );
}

function inPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const found = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).filter(isProgram);
  return [...found, ...(process.platform === 'darwin' ? MAC.filter(isProgram) : [])];
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Why it shows no page, in one line; undefined when it does. */
function cannotShow(browser) {
  const flags = [...chromiumFlags, '--headless', '--disable-gpu', '--disable-dev-shm-usage', '--dump-dom'];
  const run = spawnSync(browser, [...flags, 'data:text/html,<p>a page'], { encoding: 'utf8', timeout: 60_000 });
  if (run.status === 0 && run.stdout.includes('a page')) return undefined;
  if (run.error) return run.error.message;
  const lines = run.stderr.split('\n').filter((line) => /FATAL|error while|sandbox|cannot/i.test(line));
  return (lines[0] ?? run.stderr.split('\n').filter(Boolean).at(-1) ?? `it ended with ${run.status}`)
    .trim()
    .slice(0, 300);
}

function apt(args, options = {}) {
  return spawnSync('apt-get', args, {
    encoding: 'utf8',
    timeout: 600_000,
    maxBuffer: 64 * 1024 * 1024,
    ...options,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  });
}

/** What apt-get said was wrong, in one line. */
const complaint = (run) =>
  run.error?.message ??
  (run.stderr.split('\n').find((line) => /^E:/.test(line)) ?? `it ended with ${run.status}`).trim();

const NO_APT = 'This system has no apt-get, so it was not installed.';

function install(say) {
  if (apt(['--version']).status !== 0) return { trouble: NO_APT };
  say('No Chromium found: installing Debian’s package for the tests in a browser (apt-get install chromium) ...');
  const update = apt(['update', '-q']);
  const run = apt(['install', '-y', '-q', '--no-install-recommends', ...PACKAGES]);
  const found = inPath()[0];
  if (run.status === 0 && found) return { path: found };
  const first = update.status === 0 ? '' : ` (apt-get update before it: ${complaint(update)})`;
  return { trouble: `apt-get install ${PACKAGES.join(' ')} failed: ${complaint(run)}${first}` };
}

/** Without rights: package lists of our own, the packages that are missing here, unpacked, and a script that starts it from there. */
function unpack(say) {
  if (apt(['--version']).status !== 0) return { trouble: NO_APT };
  say(`No Chromium found, and no rights to install one: unpacking Debian’s package into ${CACHE} ...`);
  const lists = path.join(CACHE, 'apt');
  const debs = path.join(CACHE, 'debs');
  const tree = path.join(CACHE, 'root');
  rmSync(CACHE, { recursive: true, force: true });
  for (const folder of [path.join(lists, 'partial'), debs, tree]) mkdirSync(folder, { recursive: true });
  const own = ['-q', '-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${path.join(CACHE, 'apt-cache')}`];
  mkdirSync(path.join(CACHE, 'apt-cache', 'archives', 'partial'), { recursive: true });
  const failed = (what, run) => ({ trouble: `${what} failed: ${complaint(run)}` });

  const update = apt([...own, 'update']);
  if (update.status !== 0) return failed('apt-get update (with lists of our own)', update);
  const plan = apt([...own, '-s', 'install', '--no-install-recommends', ...PACKAGES]);
  if (plan.status !== 0) return failed('apt-get -s install chromium', plan);
  const missing = plan.stdout.split('\n').flatMap((line) => /^Inst (\S+)/.exec(line)?.[1] ?? []);
  const download = apt([...own, 'download', ...missing], { cwd: debs });
  if (download.status !== 0) return failed('apt-get download', download);
  for (const deb of readdirSync(debs)) {
    const run = spawnSync('dpkg', ['-x', path.join(debs, deb), tree], { encoding: 'utf8' });
    if (run.status !== 0) return { trouble: `dpkg -x ${deb} failed: ${run.error?.message ?? run.stderr.trim()}` };
  }
  for (const folder of [lists, debs, path.join(CACHE, 'apt-cache')]) rmSync(folder, { recursive: true, force: true });
  writeStarter(tree);
  say(`Chromium unpacked (${missing.length} packages).`);
  return { path: UNPACKED };
}

function writeStarter(tree) {
  const fonts = path.join(CACHE, 'fonts.conf');
  writeFileSync(
    fonts,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${tree}/usr/share/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${CACHE}/fonts</cachedir></fontconfig>`,
  );
  const usr = path.join(tree, 'usr');
  const libraries = readdirSync(path.join(usr, 'lib'))
    .filter((name) => /-linux-gnu/.test(name))
    .flatMap((name) => [
      path.join(usr, 'lib', name),
      path.join(usr, 'lib', name, 'pulseaudio'),
      path.join(tree, 'lib', name),
    ]);
  writeFileSync(
    UNPACKED,
    `#!/bin/sh
export LD_LIBRARY_PATH="${[...libraries, path.join(usr, 'lib', 'chromium')].join(':')}"
export FONTCONFIG_FILE="${fonts}"
exec "${path.join(usr, 'lib', 'chromium', 'chromium')}" "$@"
`,
  );
  chmodSync(UNPACKED, 0o755);
}

if (process.argv[1] === path.join(root, 'scripts', 'chromium.mjs')) {
  try {
    console.log(await ensureChromium());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

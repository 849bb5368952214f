import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Failure } from './failure.js';
import type { GlobalOptions, Surroundings } from './terminal.js';
import { messageOf } from '../domain/kernel/errors.js';

/** What the server leaves for missionctl at its first start. */
const CliFile = z.object({ url: z.string().min(1), key: z.string().min(1) });

export interface Connection {
  /** http or https, without a trailing slash. */
  readonly url: string;
  readonly key: string;
  /** Where address and key were found, for messages. */
  readonly from: string;
}

/**
 * Address and key: options, then MC_URL and MC_KEY, then `cli.json` of the data folder (MC_DATA_DIR, else `.mission-control` here or in a folder above).
 *
 * @throws Failure (invalid, notPermitted) that says what to do
 */
export function findConnection(options: GlobalOptions, around: Pick<Surroundings, 'env' | 'cwd'>): Connection {
  const url = given(options.url) ?? given(around.env['MC_URL']);
  const key = given(options.key) ?? given(around.env['MC_KEY']);
  if (url !== undefined && key !== undefined) return checked({ url, key, from: 'options and environment' });

  const file = findCliFile(around);
  if (file === undefined) {
    if (url !== undefined)
      throw new Failure('notPermitted', `No key is given for ${url}.`, {
        hint: 'Give --key, or set MC_KEY; an admin makes keys with: missionctl operator key OPERATOR',
      });
    throw new Failure('invalid', 'No Mission Control was found from here.', {
      hint: 'Run "npm start" first (it leaves the address and a key in .mission-control/cli.json), or give --url and --key, or set MC_URL and MC_KEY.',
    });
  }
  const found = readCliFile(file);
  return checked({ url: url ?? found.url, key: key ?? found.key, from: file });
}

const given = (text: string | undefined): string | undefined => (text === undefined || text === '' ? undefined : text);

function findCliFile({ env, cwd }: Pick<Surroundings, 'env' | 'cwd'>): string | undefined {
  const dataFolder = given(env['MC_DATA_DIR']);
  if (dataFolder !== undefined) {
    const file = path.resolve(cwd, dataFolder, 'cli.json');
    return existsSync(file) ? file : undefined;
  }
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const file = path.join(folder, '.mission-control', 'cli.json');
    if (existsSync(file)) return file;
    if (path.dirname(folder) === folder) return undefined;
  }
}

function readCliFile(file: string): z.infer<typeof CliFile> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EACCES')
      throw new Failure('notPermitted', `${file} belongs to another user and cannot be read.`, {
        hint: 'Run missionctl as the user who ran "npm start", or give --url and --key.',
      });
    throw new Failure('invalid', `${file} is damaged: ${messageOf(error)}`, {
      hint: 'Run "npm start" again, or give --url and --key.',
    });
  }
  const parsed = CliFile.safeParse(content);
  if (!parsed.success)
    throw new Failure('invalid', `${file} does not hold {"url", "key"}.`, {
      hint: 'Run "npm start" again, or give --url and --key.',
    });
  return parsed.data;
}

function checked({ url, key, from }: Connection): Connection {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Failure('invalid', `"${url}" is not an address; give one such as http://localhost:7100`);
  // It goes into a header, which has no room for anything else. The message does not show it.
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new Failure('invalid', `The key (from ${from}) has characters that no key has.`, {
      hint: 'Give it as it was shown, with --key or MC_KEY; an admin makes keys with: missionctl operator key OPERATOR',
    });
  return { url: url.replace(/\/+$/, ''), key, from };
}

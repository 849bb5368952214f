#!/usr/bin/env node
// @ts-check
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Failure } from './lib/failure.mjs';
import { EXIT, failedResult, textOf, validResult } from './lib/report.mjs';
import { verifyBundle } from './lib/verify.mjs';

const HELP = `Checks an evidence bundle of Mission Control: is everything in it as it was recorded?

  node mission-control-verify.mjs BUNDLE [options]

BUNDLE               the file from "missionctl evidence", .tar or .tar.gz
  --key KEY          the signing key that you trust: its id, or the public key in base64. Ask the operator for it in
                     another way than the bundle. Any key of the store's history will do
  --checkpoint FILE  checkpoints that somebody kept outside of the store (checkpoints.log, or one signed note)
  --json             the result as JSON
  --help             this text

Needs no network, no installation and nothing but this folder. Exit codes: 0 valid, 1 not valid, 2 no answer (the file
cannot be read or compared, or the command is wrong). What each code means: docs/evidence-format.md of Mission Control.

  node mission-control-verify.mjs evidence.tar --key 5f3a60c1e8f04b7a9d2c4e6f8a0b1c2d
  node mission-control-verify.mjs evidence.tar.gz --checkpoint checkpoints.log --json
`;

/**
 * @param {readonly string[]} args
 * @param {{ write: (text: string) => unknown }} out
 * @param {{ write: (text: string) => unknown }} err
 * @returns {Promise<number>} the exit code
 */
export async function main(args, out = process.stdout, err = process.stderr) {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: 'string' },
        checkpoint: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    err.write(`${messageOf(error)}\n\n${HELP}`);
    return EXIT.unreadable;
  }
  const { values, positionals } = parsed;
  if (values.help) {
    out.write(HELP);
    return EXIT.valid;
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    err.write(`Name one bundle.\n\n${HELP}`);
    return EXIT.unreadable;
  }
  if (values.key !== undefined && !/^([0-9a-fA-F]{32}|[A-Za-z0-9+/]{43}=)$/.test(values.key)) {
    err.write('--key is neither the id of a key (32 hex digits) nor a public key (44 characters of base64).\n');
    return EXIT.unreadable;
  }
  try {
    const { key, checkpoint } = values;
    const result = await resultOf(file, {
      ...(key === undefined ? {} : { key }),
      ...(checkpoint === undefined ? {} : { checkpoint }),
    });
    out.write(
      values.json ? `${JSON.stringify({ ...result, ed25519: 'node:crypto' }, undefined, 2)}\n` : textOf(result, file),
    );
    return EXIT[result.verdict];
  } catch (error) {
    err.write(`${messageOf(error)}\n`);
    return EXIT.unreadable;
  }
}

/**
 * @param {string} file
 * @param {import('./lib/verify.mjs').Options} options
 */
export async function resultOf(file, options) {
  try {
    return validResult(await verifyBundle(file, options));
  } catch (error) {
    if (error instanceof Failure) return failedResult(error);
    throw error;
  }
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url))
  process.exitCode = await main(process.argv.slice(2));

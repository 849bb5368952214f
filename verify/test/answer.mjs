// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '../lib/failure.mjs';
import { failedResult, validResult } from '../lib/report.mjs';
import { verifyBytes } from '../lib/verify.mjs';

/**
 * The first verifier's answer on a tar that is in memory.
 * @param {Buffer} tar
 * @param {import('../lib/verify.mjs').Options} [options]
 * @param {typeof import('../lib/event.mjs').readEvent} [read]
 */
export async function answerOn(tar, options = {}, read) {
  try {
    return validResult(await verifyBytes(inPieces(tar), options, read));
  } catch (error) {
    if (error instanceof Failure) return failedResult(error);
    throw error;
  }
}

/** As a file system gives it. @param {Buffer} bytes */
async function* inPieces(bytes) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

/** A folder for one test. */
export function scratch() {
  const folder = mkdtempSync(path.join(tmpdir(), 'mission-control-verify-'));
  return {
    /** @param {string} name @param {Buffer | string} content */
    file(name, content) {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

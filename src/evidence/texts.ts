import { origin } from './note.js';

/** The texts that are signed, line by line: docs/evidence-format.md. */

export interface CheckpointText {
  readonly storeId: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** ISO 8601. */
  readonly at: string;
  readonly through: bigint;
  readonly previous: { readonly size: number; readonly root: Uint8Array } | undefined;
  readonly consistency: readonly Uint8Array[];
  readonly keyId: string;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export function checkpointText({ storeId, size, root, at, through, previous, consistency, keyId }: CheckpointText) {
  return [
    origin(storeId),
    String(size),
    base64(root),
    `at ${at}`,
    `through ${through}`,
    ...(previous === undefined ? [] : [`previous ${previous.size} ${base64(previous.root)}`]),
    ...(consistency.length === 0 ? [] : [`consistency ${consistency.map(base64).join(' ')}`]),
    `key ${keyId}`,
    '',
  ].join('\n');
}

export interface KeyText {
  readonly storeId: string;
  readonly keyId: string;
  readonly publicKey: string;
  /** Size of the smallest tree that it signs. */
  readonly from: number;
  readonly previous: { readonly keyId: string; readonly lost: boolean } | undefined;
}

export const keyText = ({ storeId, keyId, publicKey, from, previous }: KeyText): string =>
  [
    `${origin(storeId)}/key`,
    keyId,
    publicKey,
    `from ${from}`,
    ...(previous === undefined ? [] : [`${previous.lost ? 'lost' : 'previous'} ${previous.keyId}`]),
    '',
  ].join('\n');

export const manifestText = (storeId: string, sha256: string): string => `${origin(storeId)}/evidence\n${sha256}\n`;

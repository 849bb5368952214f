// @ts-check
/**
 * @typedef {object} Expected
 * @property {import('../../lib/failure.mjs').Code} code
 * @property {string | null} [stream]
 * @property {number | null} [revision]
 *
 * @typedef {object} Case something that was done to a bundle
 * @property {string} name
 * @property {Buffer} bytes
 * @property {Expected} expected
 * @property {string} [key] that is trusted
 * @property {string} [witness] what is in the witness's file
 */

/** @template T @param {readonly T[]} items @param {number} at @returns {T} */
export function get(items, at) {
  const item = items.at(at);
  if (item === undefined) throw new Error(`no item ${at}`);
  return item;
}

/**
 * Makes a folder of invoices with planted mistakes, always the same for the same count and seed:
 * `node dist/examples/invoice-triage/make-invoices.js FOLDER [--count 40] [--seed 1]`. Prints as JSON what it planted.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from './generate.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '40' }, seed: { type: 'string', default: '1' } },
});
const [folder] = positionals;
const count = Number(values.count);
const seed = Number(values.seed);
if (
  folder === undefined ||
  positionals.length > 1 ||
  !Number.isInteger(count) ||
  count < 1 ||
  count > 1_900 ||
  !Number.isInteger(seed)
) {
  console.error('Usage: make-invoices FOLDER [--count 40] [--seed 1]   (count: 1 to 1,900)');
  process.exit(2);
}
const { files, planted } = generate(count, seed);
await mkdir(folder, { recursive: true });
for (const [name, content] of files) await writeFile(path.join(folder, name), content);
process.stdout.write(`${JSON.stringify({ folder: path.resolve(folder), files: files.size, planted })}\n`);

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transpile } from '../../scripts/build.mjs';
import { root } from './product.js';

/** Builds the product with failpoints, beside the one that people run: its folder, for `startProduct({ dist })`. */
export async function buildWithFailpoints(): Promise<string> {
  const folder = path.join(root, 'node_modules', '.cache', 'failpoints');
  const dist = path.join(folder, 'dist');
  mkdirSync(dist, { recursive: true });
  // Below node_modules no package above says that these files are modules.
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }\n');
  await transpile(dist, { failpoints: true });
  return dist;
}

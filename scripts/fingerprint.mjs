// One hash over names, times and sizes of source files: has anything changed since?
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

/** @param {readonly string[]} places files and folders, from the project's root */
export function fingerprint(places) {
  const hash = createHash('sha256');
  const add = (file) => {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  };
  for (const place of places) {
    const absolute = path.join(root, place);
    if (!existsSync(absolute)) continue;
    if (statSync(absolute).isFile()) {
      add(absolute);
      continue;
    }
    for (const entry of readdirSync(absolute, { recursive: true, withFileTypes: true }))
      if (entry.isFile() && !/node_modules|\.svelte-kit/.test(entry.parentPath))
        add(path.join(entry.parentPath, entry.name));
  }
  return hash.digest('hex');
}

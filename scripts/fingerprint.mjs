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
    for (const file of filesBelow(absolute)) add(file);
  }
  return hash.digest('hex');
}

const NOT_SOURCES = new Set(['node_modules', '.svelte-kit']);
/** Files of a folder and of those in it. What is installed there is not looked at: it may be tens of thousands of files. */
export function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isFile()) yield place;
    else if (entry.isDirectory() && !NOT_SOURCES.has(entry.name)) yield* filesBelow(place);
  }
}

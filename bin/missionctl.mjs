#!/usr/bin/env node
// missionctl from a clone: brings packages and build up to date, then runs the CLI (src/cli).
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from '../scripts/fresh.mjs';
import { root } from '../scripts/install.mjs';

await ensureBuilt();
await import(pathToFileURL(path.join(root, 'dist', 'src', 'cli', 'main.js')).href);

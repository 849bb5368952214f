// npm start: brings packages and build up to date, then starts everything (src/start).
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './fresh.mjs';
import { root } from './install.mjs';

await ensureBuilt();
// In this process: signals reach it without a detour.
await import(pathToFileURL(path.join(root, 'dist', 'src', 'start', 'main.js')).href);

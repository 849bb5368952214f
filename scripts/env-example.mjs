// npm run env-example: writes .env.example anew from src/config.ts. A test tells when it is out of date.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './fresh.mjs';
import { root } from './install.mjs';

await ensureBuilt();
const { envExample } = await import(pathToFileURL(path.join(root, 'dist', 'src', 'config.js')).href);
writeFileSync(path.join(root, '.env.example'), envExample());

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RequestHandler } from 'express';
import sirv from 'sirv';

/** Addresses that are never a page of the console. */
const NOT_PAGES = [/^\/api(\/|$)/, /^\/docs(\/|-|$)/, /^\/health(\/|$)/, /^\/metrics$/, /^\/socket\.io(\/|$)/];

/** The built console: its files, and which scripts in its page may run. */
export interface ConsoleFiles {
  /** Serves the files, and its one page for every address that is a page. */
  readonly serve: RequestHandler;
  /** `'sha256-...'` of the page's inline scripts, for the Content-Security-Policy. */
  readonly scriptHashes: readonly string[];
}

/** @param folder what `npm run build` made of web/; without it the server is an API only: undefined */
export function consoleFiles(folder: string | undefined): ConsoleFiles | undefined {
  const page = folder === undefined ? undefined : pageIn(folder);
  if (folder === undefined || page === undefined) return undefined;
  const files = sirv(folder, {
    single: true,
    brotli: true,
    gzip: true,
    etag: true,
    ignores: NOT_PAGES,
    setHeaders: (response, pathname) => {
      // Names of files under _app/immutable change with what is in them; all else is asked for again.
      const forever = pathname.startsWith('/_app/immutable/');
      response.setHeader('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return {
    serve: (request, response, next) => (isRead(request.method) ? files(request, response, next) : next()),
    scriptHashes: [...page.matchAll(/'sha256-[A-Za-z0-9+/=]+'/g)].map(([hash]) => hash),
  };
}

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

function pageIn(folder: string): string | undefined {
  try {
    return readFileSync(path.join(folder, 'index.html'), 'utf8');
  } catch {
    return undefined;
  }
}

import type { BrowserContext, Page, Request } from 'playwright-core';

/** Everything that went wrong in a browser's pages and that nobody declared. */
export interface Complaints {
  /** From now on what matches is no complaint. */
  expect(what: RegExp): void;
  unexpected(): string[];
}

/** Of a line: a browser quotes whole fonts. */
const LONGEST = 900;

/** Collects errors and warnings on the console, errors that nobody caught, failed requests, refusals of the content security policy. */
export function complaintsOf(context: BrowserContext): Complaints {
  const expected: RegExp[] = [];
  const seen: string[] = [];
  const add = (what: string): void => void seen.push(what.slice(0, LONGEST));
  context.on('page', (page) => listen(page, add));
  return {
    expect: (what) => void expected.push(what),
    unexpected: () => seen.filter((line) => !expected.some((pattern) => pattern.test(line))),
  };
}

function listen(page: Page, add: (what: string) => void): void {
  page.on('console', (message) => {
    // Violations of the content security policy are errors here, too.
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    add(`console ${message.type()} on ${pathOf(page.url())}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => add(`uncaught on ${pathOf(page.url())}: ${error.stack ?? error.message}`));
  page.on('crash', () => add(`the page crashed on ${pathOf(page.url())}`));
  page.on('requestfailed', (request) => {
    if (!isDropped(request)) add(`request failed: ${nameOf(request)}: ${request.failure()?.errorText ?? 'no reason'}`);
  });
  page.on('response', (response) => {
    const what = `answered with ${response.status()}: ${nameOf(response.request())}`;
    if (response.status() >= 400) add(what);
    // Why, where the page is still there to be asked.
    if (response.status() >= 500)
      response.text().then(
        (text) => add(`${what}: ${text}`),
        () => undefined,
      );
  });
}

/** The page itself no longer wanted the answer: it went elsewhere or asked anew. */
const isDropped = (request: Request): boolean => request.failure()?.errorText === 'net::ERR_ABORTED';

const nameOf = (request: Request): string => `${request.method()} ${pathOf(request.url())}`;

function pathOf(url: string): string {
  const { pathname, search, protocol } = new URL(url);
  return protocol.startsWith('http') ? pathname + search : url;
}

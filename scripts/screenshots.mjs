// npm run screenshots: pictures of the console for README and docs, into docs/images, made by test/browser/screenshots.test.ts.
process.env.MC_SCREENSHOTS = '1';
process.argv.push('--project', 'browser', 'screenshots');
await import('./test.mjs');

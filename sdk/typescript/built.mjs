// A package's `exports` may not point outside of its folder, and the build writes to dist/ at the root (scripts/build.mjs).
export * from '../../dist/sdk/typescript/src/index.js';

/**
 * Faults for tests. Both are constants of the build (scripts/faults.mjs): in what people run they are false, and the compiler leaves nothing
 * of what stands behind them (test/e2e/production-build.test.ts).
 */

/** Whether the places of failpoints.json are there, to be made to fail by MC_FAILPOINTS. */
declare const FAILPOINTS: boolean;

/** Rules that a test can break on purpose, one at a time, to see that the suite notices: mutants.json says which. */
declare const MUTANT: { readonly [name in keyof typeof import('./mutants.json', { with: { type: 'json' } })]: boolean };

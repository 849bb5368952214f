import os from 'node:os';
import { SCENARIOS, type Scenario } from './figures.js';

export interface Settings {
  readonly rounds: number;
  /** Runs that are started at once under load. */
  readonly workflows: number;
  readonly scenarios: readonly Scenario[];
  /** Ids of peers, or `all`; undefined: the usual ones. */
  readonly peers: string | undefined;
  readonly workdir: string;
  readonly quick: boolean;
}

/** @throws RangeError that names the variable and what it may be */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const wholeNumber = (name: string, otherwise: number): number => {
    const text = env[name] ?? String(otherwise);
    if (/^[1-9]\d*$/.test(text)) return Number(text);
    throw new RangeError(`${name} is a whole number from 1 on, not "${text}".`);
  };
  const quick = env['QUICK'] === '1';
  const asked = (env['SCENARIOS'] ?? SCENARIOS.join(',')).split(',');
  const unknown = asked.find((name) => !SCENARIOS.some((scenario) => scenario === name));
  if (unknown !== undefined)
    throw new RangeError(`SCENARIOS: "${unknown}" is no scenario. Use some of: ${SCENARIOS.join(', ')}.`);
  return {
    rounds: wholeNumber('ROUNDS', quick ? 1 : 3),
    workflows: wholeNumber('WORKFLOWS', quick ? 50 : 1_000),
    scenarios: SCENARIOS.filter((scenario) => asked.includes(scenario)),
    peers: env['PEERS'],
    workdir: env['WORKDIR'] ?? os.tmpdir(),
    quick,
  };
}

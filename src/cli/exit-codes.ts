/** What the exit code of missionctl means. Scripts branch on these: a number, once given, keeps its meaning. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'It worked. For a run that was watched: the run completed.' },
  unexpected: {
    code: 1,
    meaning: 'Something went wrong that nobody foresaw: a defect, or an answer that makes no sense.',
  },
  invalid: { code: 2, meaning: 'The command line, a file, or an input is not valid; each problem is listed.' },
  notFound: { code: 3, meaning: 'There is no such run, step, approval, workflow, agent, operator or halt.' },
  waitsForPerson: { code: 4, meaning: 'Only a person can move the run now (run watch --no-wait, run start --wait).' },
  runFailed: { code: 5, meaning: 'The run that was watched has failed.' },
  runCancelled: { code: 6, meaning: 'The run that was watched was cancelled.' },
  rejected: {
    code: 7,
    meaning: 'Understood and refused: it conflicts with the state of things, or a budget is short.',
  },
  notPermitted: { code: 8, meaning: 'The key is missing, unknown or revoked, or its roles do not allow this.' },
  unavailable: {
    code: 9,
    meaning: 'The server, or a store behind it, cannot be reached now; trying again later may work.',
  },
  promiseBroken: { code: 10, meaning: 'The record breaks a promise (oracle); each violation is listed.' },
  void: { code: 11, meaning: 'No promise is broken, but too few runs ended for that to mean anything (oracle).' },
  interrupted: { code: 130, meaning: 'Stopped by Ctrl-C. A run that was watched goes on.' },
} as const;

export type ExitName = keyof typeof EXIT_CODES;
export const exitCode = (name: ExitName): number => EXIT_CODES[name].code;

/** How the HTTP status of a refused request leaves the program. */
export function exitForStatus(status: number): ExitName {
  if ([400, 405, 413, 415, 417, 422, 431].includes(status)) return 'invalid';
  if (status === 401 || status === 403) return 'notPermitted';
  if (status === 404 || status === 410) return 'notFound';
  if (status === 402 || status === 409 || status === 412) return 'rejected';
  if (status === 408 || status === 429 || status === 502 || status === 503 || status === 504) return 'unavailable';
  return 'unexpected';
}

/** The text of `missionctl help exit-codes`. */
export function describeExitCodes(): string {
  const lines = Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`);
  return ['Exit codes of missionctl:', '', ...lines, ''].join('\n');
}

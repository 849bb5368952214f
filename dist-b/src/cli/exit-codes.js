const EXIT_CODES = {
  ok: { code: 0, meaning: "It worked. For a run that was watched: the run completed." },
  unexpected: {
    code: 1,
    meaning: "Something went wrong that nobody foresaw: a defect, or an answer that makes no sense."
  },
  invalid: { code: 2, meaning: "The command line, a file, or an input is not valid; each problem is listed." },
  notFound: { code: 3, meaning: "There is no such run, step, approval, workflow, agent, operator or halt." },
  waitsForPerson: { code: 4, meaning: "Only a person can move the run now (run watch --no-wait, run start --wait)." },
  runFailed: { code: 5, meaning: "The run that was watched has failed." },
  runCancelled: { code: 6, meaning: "The run that was watched was cancelled." },
  rejected: {
    code: 7,
    meaning: "Understood and refused: it conflicts with the state of things, or a budget is short."
  },
  notPermitted: { code: 8, meaning: "The key is missing, unknown or revoked, or its roles do not allow this." },
  unavailable: {
    code: 9,
    meaning: "The server, or a store behind it, cannot be reached now; trying again later may work."
  },
  promiseBroken: { code: 10, meaning: "The record breaks a promise (oracle); each violation is listed." },
  void: { code: 11, meaning: "No promise is broken, but too few runs ended for that to mean anything (oracle)." },
  interrupted: { code: 130, meaning: "Stopped by Ctrl-C. A run that was watched goes on." }
}, exitCode = (name) => EXIT_CODES[name].code;
function exitForStatus(status) {
  return [400, 405, 413, 415, 417, 422, 431].includes(status) ? "invalid" : status === 401 || status === 403 ? "notPermitted" : status === 404 || status === 410 ? "notFound" : status === 402 || status === 409 || status === 412 ? "rejected" : status === 408 || status === 429 || status === 502 || status === 503 || status === 504 ? "unavailable" : "unexpected";
}
function describeExitCodes() {
  return ["Exit codes of missionctl:", "", ...Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`), ""].join(`
`);
}
export {
  EXIT_CODES,
  describeExitCodes,
  exitCode,
  exitForStatus
};
//# sourceMappingURL=exit-codes.js.map

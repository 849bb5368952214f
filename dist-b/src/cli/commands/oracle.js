import path from "node:path";
import { InvalidArgumentError } from "commander";
import { DomainError } from "../../domain/kernel/errors.js";
import { Failure } from "../failure.js";
import { plain } from "../style.js";
import { facts } from "../table.js";
import { examples, instant } from "./options.js";
const DEFAULT_MIN_ENDED = 0.95;
function oracleCommands(program, act) {
  examples(
    program.command("oracle").description(
      "look at the whole record and say whether it keeps every promise: nothing lost, doubled, out of order, over budget or stuck. Needs the event store only, no server and no key; reads, and writes nothing into it (exit 10 when a promise is broken, 11 when too few runs ended to say)"
    ).argument("[file]", "an NDJSON export or an evidence bundle, in place of the event store").option("--event-store <url>", 'default: EVENTSTORE_URL, else the one that "npm start" runs').option(
      "--postgres [url]",
      'build the read models anew beside the live ones, into schemas of their own, and compare them row for row; without a URL: DATABASE_URL, else the one that "npm start" runs'
    ).option("--min-ended <part>", "with a smaller part of the runs ended the test is void", part, DEFAULT_MIN_ENDED).option("--offered <count>", "runs that were asked for; default: those that were started", wholeNumberOf).option(
      "--acknowledged <file>",
      'answers that were given, a line {"stream", "revision", "commandId"?, "position"?, "logEnd"?} each'
    ).option(
      "--at <instant>",
      "what was due a minute before it and did not happen is stuck; default: the last event",
      instant
    ).action(act(async (cli, file, options) => oracle(cli, file, options))),
    [
      "oracle",
      "oracle --postgres",
      "EVENTSTORE_URL=esdb://store:2113 missionctl oracle --min-ended 0 --json",
      "oracle november.tar.gz --min-ended 0",
      "oracle record.ndjson --acknowledged answers.ndjson"
    ]
  );
}
function part(text) {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError("Give a part from 0 to 1, for example 0.95.");
  return value;
}
function wholeNumberOf(text) {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}
async function oracle(cli, file, options) {
  const { screen, around } = cli, report = await judged(cli, file, options);
  return around.stderr.isTTY === !0 && around.stderr.write("\r\x1B[K"), screen.json ? screen.data(report) : lines(report, screen.style).forEach((line) => screen.line(line)), report.found > 0 ? "promiseBroken" : report.void === void 0 ? "ok" : "void";
}
async function judged(cli, file, options) {
  const { around } = cli, { NotARecord, readAcknowledged } = await import("../../oracle/record-file.js"), { minEnded, offered, at } = options;
  try {
    const judging = {
      minEnded,
      now: at === void 0 ? "lastEvent" : Date.parse(at),
      ...offered === void 0 ? {} : { offered },
      ...options.acknowledged === void 0 ? {} : { acknowledged: await readAcknowledged(path.resolve(around.cwd, options.acknowledged)) },
      onProgress: progress(cli),
      signal: around.interrupted
    };
    if (file !== void 0) {
      if (options.postgres !== void 0 || options.eventStore !== void 0)
        throw new Failure("invalid", "A file has no read models and no event store to look at: give one or the other.");
      const { judgeFile } = await import("../../oracle/judge-file.js");
      return await judgeFile(path.resolve(around.cwd, file), judging);
    }
    const { findStores } = await import("../../oracle/find-stores.js"), found = findStores(around), url = options.eventStore ?? found.eventStoreUrl;
    if (url === void 0)
      throw new Failure("invalid", "No event store was found from here.", {
        hint: 'Give --event-store or EVENTSTORE_URL, run it where "npm start" keeps its data, or give a file.'
      });
    const databaseUrl = options.postgres === !0 ? found.databaseUrl : options.postgres;
    if (options.postgres === !0 && databaseUrl === void 0)
      throw new Failure("invalid", "No PostgreSQL was found from here.", {
        hint: "Give its URL: --postgres postgres://user:password@host/database"
      });
    const { judgeStore } = await import("../../oracle/judge-store.js");
    return await judgeStore(url, databaseUrl, judging);
  } catch (error) {
    throw error instanceof NotARecord ? new Failure("invalid", error.message) : error instanceof DomainError ? new Failure(error.kind === "unavailable" ? "unavailable" : "invalid", error.message, {
      code: error.code,
      hint: 'The stores must run: "npm start", or give --event-store and --postgres.'
    }) : error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EACCES" || error.code === "EISDIR") ? new Failure("invalid", `The file cannot be read: ${error.message}`) : error;
  }
}
function progress({ around, screen }) {
  return around.stderr.isTTY !== !0 || screen.json ? () => {
  } : (what, events) => {
    around.stderr.write(`\r\x1B[K${what}: ${events.toLocaleString("en")} events`);
  };
}
function lines(report, style) {
  const { violations, found, runs, unchecked } = report, waiting = Object.entries(runs.waiting).map(([name, count]) => `${name} ${count.toLocaleString("en")}`), verdict = found > 0 ? style.red(`${found.toLocaleString("en")} broken ${found === 1 ? "promise" : "promises"}`) : report.void === void 0 ? style.green("every promise is kept") : style.yellow(`void: ${report.void}`);
  return [
    ...facts(
      [
        ["record", verdict],
        ["looked at", `${report.events.toLocaleString("en")} events in ${report.streams.toLocaleString("en")} streams`],
        ["runs", `${runs.offered.toLocaleString("en")} offered, ${runs.ended.toLocaleString("en")} ended`],
        ["waiting for", waiting.length === 0 ? void 0 : waiting.join(", ")],
        ["stuck", runs.stuck.length === 0 ? void 0 : String(runs.stuck.length)],
        ["not looked at", unchecked.length === 0 ? void 0 : plain(unchecked.join("; "))]
      ],
      style
    ),
    ...violations.flatMap((violation) => ["", ...violationLines(violation, style)]),
    ...found > violations.length ? ["", `\u2026 and ${(found - violations.length).toLocaleString("en")} more`] : []
  ];
}
const violationLines = ({ rule, stream, revision, says }, style) => [
  `${style.red(rule)}  ${style.bold(plain(stream))}${revision < 0 ? "" : ` #${revision}`}`,
  `  ${plain(says)}`
];
export {
  oracleCommands
};
//# sourceMappingURL=oracle.js.map

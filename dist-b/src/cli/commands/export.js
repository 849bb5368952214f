import path from "node:path";
import { Option } from "commander";
import { ExportFormat } from "../../api/contract/exports.js";
import { Failure } from "../failure.js";
import { receiveExport } from "../export/receive.js";
import { fileSink, outputSink } from "../export/sinks.js";
import { resolveRun } from "../references.js";
import { collect, collectList, examples, instant, nanoUsd } from "./options.js";
function exportCommands(program, act) {
  examples(
    program.command("export").description("events of the log, as they are stored, for an audit; that it was done is recorded (role auditor)").addOption(new Option("--format <format>", "how").choices(ExportFormat.options).default("ndjson")).option("-o, --output <file>", "where to; default: the standard output").option("--gzip", "compress the file").option("--run <run>", "a run's id, its first or last characters, or: last", collect).option("--workflow <id>", "events of its versions and runs", collectList).option("--step <key>", "a step of a run", collectList).option("--agent <id>", "what an agent did, or was about it", collectList).option("--operator <id>", "what an operator did, or had done", collectList).option("--type <type>", "only these types of event: --type RunFailed,RunHalted", collectList).option("--stream <stream>", "a stream, or all of a kind: 'operator-*'").option("--actor <id>", "who carried it out: an id, or operator, agent, system").addOption(new Option("--from <instant>", "not before").argParser(instant)).addOption(new Option("--to <instant>", "before").argParser(instant)).option("--min-usd <amount>", "charged at least this by one event").option("--after <position>", "only events after this position, such as where another export ended").option("--through <position>", "only events up to this position").action(act(async (cli, options) => exportEvents(cli, options))),
    [
      "export -o record.ndjson.gz --gzip",
      "export --run last > run.ndjson",
      "export --workflow invoice-triage --from 2026-11-01 --to 2026-12-01 --format parquet -o november.parquet"
    ]
  );
}
async function exportEvents(cli, options) {
  const { api, screen, around } = cli, format = ExportFormat.parse(options.format), { output, gzip = !1 } = options;
  if (output === void 0 && (gzip || format === "parquet"))
    throw new Failure("invalid", `${gzip ? "--gzip" : "Parquet"} needs a file: -o FILE.`);
  const { output: _, gzip: __, minUsd, run, ...rest } = options, listed = Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]), query = {
    ...Object.fromEntries(listed),
    format,
    ...run === void 0 ? {} : { run: (await Promise.all(run.map((typed) => resolveRun(api, typed)))).join(",") },
    ...minUsd === void 0 ? {} : { minNanoUsd: nanoUsd(minUsd) }
  }, sink = output === void 0 ? outputSink(around.stdout) : fileSink(path.resolve(around.cwd, output), gzip), progress = progressOn(cli), received = await receiveExport(api, query, format, sink, progress, around.interrupted);
  progress.clear();
  const { exportId, through, events, bytes, breaks } = received;
  if (output !== void 0 && screen.json) return screen.data({ ...received, file: sink.file });
  screen.note(
    [
      events === void 0 ? sizeOf(bytes) : `${events.toLocaleString("en-US")} events, ${sizeOf(bytes)}`,
      `up to #${through}`,
      ...breaks === 0 ? [] : [`over ${breaks + 1} connections`],
      ...output === void 0 ? [] : [`in ${output}`]
    ].join(", ") + ` (export ${exportId})`
  );
}
const sizeOf = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
function progressOn({ around, screen }) {
  const { stderr } = around;
  let toldAt = -1 / 0;
  const clear = () => {
    stderr.isTTY === !0 && toldAt > 0 && stderr.write("\r\x1B[K");
  };
  return {
    clear,
    received(bytes, position, through) {
      const now = screen.now();
      if (stderr.isTTY !== !0 || now - toldAt < 250) return;
      toldAt = now;
      const share = position === void 0 || through === "0" ? "" : `, ${(Number(position) / Number(through) * 100).toFixed(0)} % of the log`;
      stderr.write(`\r\x1B[K${sizeOf(bytes)}${share}`);
    },
    broke(position, why) {
      clear(), screen.note(
        `The connection broke (${why}); it goes on ${position === void 0 ? "from the beginning" : `after #${position}`}.`
      );
    }
  };
}
export {
  exportCommands
};
//# sourceMappingURL=export.js.map

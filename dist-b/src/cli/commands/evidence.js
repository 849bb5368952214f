import path from "node:path";
import {} from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { RunStatusFilter } from "../../api/contract/run-filter.js";
import { fileSink } from "../export/sinks.js";
import { Failure } from "../failure.js";
import { parseMoment } from "../input.js";
import { resolveRun } from "../references.js";
import { plain } from "../style.js";
import { facts, table } from "../table.js";
import { formatDistance, formatInstant } from "../time.js";
import { collectList, examples, keyOption, reasonOption, MOMENT } from "./options.js";
const MAKING_MS = 3e5;
function evidenceCommands(program, act) {
  const evidence = program.command("evidence").description("proof of what happened, for somebody who trusts nobody here (role auditor)");
  examples(
    evidence.command("bundle", { isDefault: !0 }).description(
      "a file that proves what happened in a run, or in all runs that are like this; `bundle` may be left out"
    ).argument("[run]", "a run's id, its first or last characters, or: last").option("-o, --output <file>", "where to; default: a name made of the run").option("--gzip", "a .tar.gz").option("--workflow <id>", "runs of these workflows", collectList).option("--operator <id>", "runs that these operators started", collectList).option("-s, --status <status>", `runs that are so: ${RunStatusFilter.options.join(", ")}`, collectList).option("--agent <id>", "runs in which this agent had an attempt").option("--since <moment>", `runs that were started from then on: ${MOMENT}`).option("--until <moment>", "runs that were started before then").action(act(async (cli, run, options) => bundle(cli, run, options))),
    [
      "evidence last",
      "evidence 7c9e6679 -o run.tar",
      "evidence --workflow invoice-triage --since 30d -o november.tar.gz --gzip"
    ]
  ), examples(
    evidence.command("status").description("the newest signed checkpoint, who signs, and who outside is told (exit 9 when something is wrong)").action(act(status)),
    ["evidence status", "evidence status --json"]
  ), examples(
    evidence.command("checkpoint").description("sign what the log holds now").addOption(keyOption()).action(act(sign)),
    ["evidence checkpoint"]
  );
  const keys = evidence.command("keys").description("what checkpoints are signed with");
  examples(keys.command("list").description("all signing keys there ever were").action(act(listKeys)), [
    "evidence keys list"
  ]), examples(
    keys.command("rotate").description("sign with a new key from the next checkpoint on (role admin)").option(
      "--lost",
      "the private half of the present key is gone everywhere: leaves a break that every verifier names"
    ).addOption(reasonOption()).addOption(keyOption()).action(act(async (cli, options) => rotate(cli, options))),
    ['evidence keys rotate --reason "yearly"']
  );
}
async function bundle(cli, typed, options) {
  const { api, screen, around } = cli, { output, gzip = !1, since, until, ...lists } = options, filter = {
    ...Object.fromEntries(
      Object.entries(lists).map(([name2, value]) => [name2, Array.isArray(value) ? value.join(",") : value])
    ),
    ...since === void 0 ? {} : { startedFrom: parseMoment("--since", since, screen.now()) },
    ...until === void 0 ? {} : { startedTo: parseMoment("--until", until, screen.now()) }
  }, filtered = Object.keys(filter).length > 0;
  if (typed === void 0 !== filtered)
    throw new Failure(
      "invalid",
      typed === void 0 ? "Evidence of which run?" : "Give a run, or what runs must be like, not both.",
      {
        hint: "missionctl evidence last, or: missionctl evidence --workflow W --since 7d"
      }
    );
  const compress = gzip ? { compress: "gzip" } : {}, runId = typed === void 0 ? void 0 : await resolveRun(api, typed);
  around.stderr.isTTY === !0 && screen.note("Making the bundle \u2026");
  const response = runId === void 0 ? await api.stream(endpoints.getEvidence, { ...filter, ...compress }, {}, MAKING_MS) : await api.stream(endpoints.getRunEvidence, compress, { runId }, MAKING_MS), name = output ?? `evidence-${runId?.slice(0, 8) ?? "runs"}.tar${gzip ? ".gz" : ""}`, bytes = await save(response, path.resolve(around.cwd, name)), exportId = response.headers.get("x-export-id") ?? "";
  if (screen.json) return screen.data({ file: name, bytes, exportId });
  screen.line(`${name}, ${Math.ceil(bytes / 1e3).toLocaleString("en")} kB (export ${exportId})`), screen.note(
    screen.style.faint(`Check it anywhere: node mission-control-verify.mjs ${name} --key ${await keyInForce(cli)}`)
  );
}
async function save(response, file) {
  const sink = fileSink(file, !1), expected = response.headers.get("content-length");
  let bytes = 0;
  try {
    for await (const piece of response.body ?? []) {
      const part = piece;
      bytes += part.length, await sink.write(part);
    }
  } catch (error) {
    throw error instanceof Error && "syscall" in error ? error : new Failure("unavailable", `The connection broke after ${bytes} bytes: ${String(error)}`, {
      code: "CONNECTION.BROKEN",
      hint: "Ask again: a bundle cannot be gone on with."
    });
  }
  if (expected !== null && Number(expected) !== bytes)
    throw new Failure("unavailable", `The bundle ended after ${bytes} of ${expected} bytes.`, {
      code: "CONNECTION.BROKEN",
      hint: "Ask again: a bundle cannot be gone on with."
    });
  return await sink.finish(), bytes;
}
async function keyInForce({ api }) {
  const { value } = await api.call(endpoints.getEvidenceState);
  return value.keys.find((key) => key.inForce)?.keyId ?? "";
}
async function status({ api, screen }) {
  const { value, raw } = await api.call(endpoints.getEvidenceState), problems = problemsOf(value), exit = problems.length > 0 ? "unavailable" : "ok";
  if (screen.json)
    return screen.data(raw), exit;
  const { style } = screen, { file, webhook } = value.witness;
  return facts(
    [
      ["state", problems.length === 0 ? style.green("signed") : style.red(plain(problems.join("; ")))],
      [
        "checkpoints",
        `${value.checkpoints}, every ${Math.round(value.everyMs / 6e3) / 10} min when something was recorded`
      ],
      ...value.last === null ? [["newest", "none yet"]] : checkpointFacts(value.last, screen),
      ["key", value.keys.find((key) => key.inForce)?.keyId ?? "none yet"],
      ["log", value.storeId ?? void 0],
      ["file", plain(file.path)],
      [
        "webhook",
        webhook === null ? "none" : `${plain(webhook.url)}, ${webhook.taken === null ? "has taken none from this server" : `has taken size ${webhook.taken}`}`
      ]
    ],
    style
  ).forEach((line) => screen.line(line)), exit;
}
const problemsOf = ({ problem, witness: { file, webhook } }) => [problem, named("file", file.problem), named("webhook", webhook?.problem ?? null)].filter((one) => one !== null), named = (witness, problem) => problem && `${witness}: ${problem}`, checkpointFacts = ({ at, size, rootHash, through }, { utc, now }) => [
  ["newest", `${formatInstant(at, utc)} (${formatDistance(at, now())}), up to #${through}`],
  ["tree", `${size.toLocaleString("en")} leaves, root ${rootHash}`]
];
async function sign({ api, screen, key }) {
  const { value, raw } = await api.call(endpoints.signCheckpoint, { key });
  if (screen.json) return screen.data(raw);
  facts(checkpointFacts(value.checkpoint, screen), screen.style).forEach((line) => screen.line(line)), screen.line();
  for (const line of value.checkpoint.note.trimEnd().split(`
`)) screen.line(plain(line));
}
async function listKeys({ api, screen }) {
  const { value } = await api.call(endpoints.getEvidenceState);
  if (screen.json) return screen.data({ items: value.keys });
  if (value.keys.length === 0) return screen.line("None yet: the first is made with the first checkpoint.");
  table(
    value.keys,
    [
      { title: "KEY", value: (each) => each.keyId, paint: (cell, _, style) => style.bold(cell) },
      { title: "SINCE", value: (each) => formatInstant(each.at, screen.utc) },
      { title: "FROM SIZE", value: (each) => String(each.from), align: "right" },
      { title: "SIGNS", value: (each) => each.inForce ? "now" : "no more" },
      { title: "PRIVATE HALF", value: (each) => each.here ? "on this server" : "not here" },
      {
        title: "SIGNED BY",
        value: (each) => each.lost ? "itself alone: the one before was lost" : each.previousKeyId ?? "itself",
        shrinkTo: 12
      }
    ],
    screen
  ).forEach((line) => screen.line(line));
}
async function rotate({ api, screen, key }, { lost = !1, reason }) {
  const { value, raw } = await api.call(endpoints.rotateSigningKey, { body: { reason, lost }, key });
  if (screen.json) return screen.data(raw);
  screen.line(`Signing key ${value.key.keyId}, from the next checkpoint on.`), screen.note(
    lost ? "The history of keys has a break now. Tell everybody who checks bundles the id of the new key." : "It is signed by the key before it: whoever trusts that one can trust it. Back up the folder of keys."
  );
}
export {
  evidenceCommands
};
//# sourceMappingURL=evidence.js.map

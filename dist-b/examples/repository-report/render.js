import path from "node:path";
import { result } from "@mission-control/agent";
import { fileToWrite } from "../agents/write-file.js";
import { parseInputs } from "../agents/parse-inputs.js";
import { Report } from "./findings.js";
async function render(task) {
  const report = parseInputs(Report, task), { out } = report.collected, files = [
    await fileToWrite(path.join(out, "report.md"), markdown(report)),
    await fileToWrite(path.join(out, "report.json"), json(report))
  ];
  return result({ files }, { summary: files.map((file) => `${file.path} (${file.size} bytes)`).join(", ") });
}
function json({ collected: { out: _out, ...collected }, ...findings }) {
  return `${JSON.stringify({ ...collected, ...findings }, null, 2)}
`;
}
function markdown(report) {
  const { collected, licences, hotFiles, secrets, risk } = report, { commits, files } = collected;
  return [
    `# Report on ${collected.name}`,
    "",
    `- Commit: \`${collected.commit}\``,
    `- Range: ${collected.range === "" ? "all commits" : code(collected.range)}`,
    `- Commits: ${commits.count} by ${commits.authors} authors, ${commits.first} to ${commits.last}`,
    `- Files: ${files.count}, ${size(files.bytes)}`,
    "",
    `## Risk: ${risk.level}`,
    "",
    risk.summary,
    "",
    ...table(
      ["Risk", "Severity", "Evidence"],
      risk.risks.map((one) => [one.title, one.severity, one.evidence])
    ),
    "## Licences",
    "",
    ...table(
      ["Licence", "Files", "First"],
      licences.licences.map((one) => [one.spdx, `${one.files}`, code(one.paths[0] ?? "")])
    ),
    ...licences.unknown.length === 0 ? [] : [`Not known: ${licences.unknown.map(code).join(", ")}`, ""],
    "## Possible secrets",
    "",
    `${secrets.count} in ${secrets.scanned} text files.`,
    "",
    ...table(
      ["Where", "Rule"],
      secrets.findings.map((one) => [code(`${one.path}:${one.line}`), one.rule])
    ),
    "## Largest files",
    "",
    ...table(
      ["File", "Size"],
      hotFiles.largest.map((one) => [code(one.path), size(one.bytes)])
    ),
    "## Most changed files",
    "",
    ...table(
      ["File", "Commits", "Added", "Deleted"],
      hotFiles.mostChanged.map((one) => [code(one.path), `${one.commits}`, `${one.added}`, `${one.deleted}`])
    ),
    "## File types",
    "",
    ...table(
      ["Type", "Files", "Size"],
      files.byExtension.map((one) => [one.extension, `${one.files}`, size(one.bytes)])
    ),
    "## Last commits",
    "",
    ...table(
      ["Commit", "Date", "Subject"],
      commits.recent.map((one) => [code(one.sha.slice(0, 12)), one.date, one.subject])
    )
  ].join(`
`);
}
function table(head, rows) {
  if (rows.length === 0) return ["None.", ""];
  const line = (cells) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""];
}
function cell(text) {
  return text.replace(/[\r\n\t]+/g, " ").replaceAll("|", "\\|");
}
function code(text) {
  return text === "" ? "" : `\`${text.replaceAll("`", "'")}\``;
}
function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit] = bytes < 1024 ** 2 ? [bytes / 1024, "KiB"] : [bytes / 1024 ** 2, "MiB"];
  return `${value.toFixed(1)} ${unit}`;
}
export {
  markdown,
  render
};
//# sourceMappingURL=render.js.map

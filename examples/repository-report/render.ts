import path from 'node:path';
import { result, type AgentTask } from '@mission-control/agent';
import { fileToWrite } from '../agents/write-file.js';
import { parseInputs } from '../agents/parse-inputs.js';
import { Report } from './findings.js';

/** The report's two files, complete, so that a person can approve exactly what will be written. */
export async function render(task: AgentTask) {
  const report = parseInputs(Report, task);
  const { out } = report.collected;
  const files = [
    await fileToWrite(path.join(out, 'report.md'), markdown(report)),
    await fileToWrite(path.join(out, 'report.json'), json(report)),
  ];
  return result({ files }, { summary: files.map((file) => `${file.path} (${file.size} bytes)`).join(', ') });
}

function json({ collected: { out: _out, ...collected }, ...findings }: Report): string {
  return `${JSON.stringify({ ...collected, ...findings }, null, 2)}\n`;
}

/** No clock in it: the same commits give the same bytes. */
export function markdown(report: Report): string {
  const { collected, licences, hotFiles, secrets, risk } = report;
  const { commits, files } = collected;
  return [
    `# Report on ${collected.name}`,
    '',
    `- Commit: \`${collected.commit}\``,
    `- Range: ${collected.range === '' ? 'all commits' : code(collected.range)}`,
    `- Commits: ${commits.count} by ${commits.authors} authors, ${commits.first} to ${commits.last}`,
    `- Files: ${files.count}, ${size(files.bytes)}`,
    '',
    `## Risk: ${risk.level}`,
    '',
    risk.summary,
    '',
    ...table(
      ['Risk', 'Severity', 'Evidence'],
      risk.risks.map((one) => [one.title, one.severity, one.evidence]),
    ),
    '## Licences',
    '',
    ...table(
      ['Licence', 'Files', 'First'],
      licences.licences.map((one) => [one.spdx, `${one.files}`, code(one.paths[0] ?? '')]),
    ),
    ...(licences.unknown.length === 0 ? [] : [`Not known: ${licences.unknown.map(code).join(', ')}`, '']),
    '## Possible secrets',
    '',
    `${secrets.count} in ${secrets.scanned} text files.`,
    '',
    ...table(
      ['Where', 'Rule'],
      secrets.findings.map((one) => [code(`${one.path}:${one.line}`), one.rule]),
    ),
    '## Largest files',
    '',
    ...table(
      ['File', 'Size'],
      hotFiles.largest.map((one) => [code(one.path), size(one.bytes)]),
    ),
    '## Most changed files',
    '',
    ...table(
      ['File', 'Commits', 'Added', 'Deleted'],
      hotFiles.mostChanged.map((one) => [code(one.path), `${one.commits}`, `${one.added}`, `${one.deleted}`]),
    ),
    '## File types',
    '',
    ...table(
      ['Type', 'Files', 'Size'],
      files.byExtension.map((one) => [one.extension, `${one.files}`, size(one.bytes)]),
    ),
    '## Last commits',
    '',
    ...table(
      ['Commit', 'Date', 'Subject'],
      commits.recent.map((one) => [code(one.sha.slice(0, 12)), one.date, one.subject]),
    ),
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return ['None.', ''];
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

/** Commit subjects and file names are other people's text: they must not break the table. */
function cell(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replaceAll('|', '\\|');
}

function code(text: string): string {
  return text === '' ? '' : `\`${text.replaceAll('`', "'")}\``;
}

function size(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const [value, unit] = bytes < 1_024 ** 2 ? [bytes / 1_024, 'KiB'] : [bytes / 1_024 ** 2, 'MiB'];
  return `${value.toFixed(1)} ${unit}`;
}

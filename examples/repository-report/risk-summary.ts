import { result, type AgentTask, type StepContext } from '@mission-control/agent';
import { z } from 'zod';
import { askModel } from '../agents/model.js';
import { parseInputs } from '../agents/parse-inputs.js';
import { HotFiles, Licences, Secrets } from './findings.js';

const Inputs = z.object({ licences: Licences, hotFiles: HotFiles, secrets: Secrets, commits: z.int() });
const Answer = z.object({
  level: z.enum(['low', 'medium', 'high']),
  risks: z
    .array(z.object({ title: z.string(), severity: z.enum(['low', 'medium', 'high']), evidence: z.string() }))
    .max(20),
  summary: z.string().max(2_000),
});

const SYSTEM = `You judge the risks of a source repository from what scanners found in it.
Task: risk-summary
Answer with JSON only, no fence: {"level": "low|medium|high", "risks": [{"title", "severity": "low|medium|high", "evidence"}], "summary"}.
At most 20 risks; the evidence names paths and numbers from the message, nothing else.`;
/** More would cost tokens and change nothing. */
const TOLD = 10;

/** What the findings mean, as a model sees it. */
export async function riskSummary(task: AgentTask, context: StepContext) {
  const { licences, hotFiles, secrets, commits } = parseInputs(Inputs, task);
  const content = {
    secrets: secrets.findings.slice(0, TOLD),
    secretCount: secrets.count,
    licences: licences.licences.slice(0, TOLD).map(({ spdx, files }) => ({ spdx, files })),
    unknownLicences: licences.unknown.slice(0, TOLD),
    largest: hotFiles.largest.slice(0, TOLD),
    mostChanged: hotFiles.mostChanged.slice(0, TOLD).map((file) => ({ path: file.path, commits: file.commits })),
    commits,
  };
  const answer = await askModel({ system: SYSTEM, content, schema: Answer }, task, context);
  return result(answer, { summary: answer.summary });
}

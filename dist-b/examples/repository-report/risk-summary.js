import { result } from "@mission-control/agent";
import { z } from "zod";
import { askModel } from "../agents/model.js";
import { parseInputs } from "../agents/parse-inputs.js";
import { HotFiles, Licences, Secrets } from "./findings.js";
const Inputs = z.object({ licences: Licences, hotFiles: HotFiles, secrets: Secrets, commits: z.int() }), Answer = z.object({
  level: z.enum(["low", "medium", "high"]),
  risks: z.array(z.object({ title: z.string(), severity: z.enum(["low", "medium", "high"]), evidence: z.string() })).max(20),
  summary: z.string().max(2e3)
}), SYSTEM = `You judge the risks of a source repository from what scanners found in it.
Task: risk-summary
Answer with JSON only, no fence: {"level": "low|medium|high", "risks": [{"title", "severity": "low|medium|high", "evidence"}], "summary"}.
At most 20 risks; the evidence names paths and numbers from the message, nothing else.`, TOLD = 10;
async function riskSummary(task, context) {
  const { licences, hotFiles, secrets, commits } = parseInputs(Inputs, task), content = {
    secrets: secrets.findings.slice(0, TOLD),
    secretCount: secrets.count,
    licences: licences.licences.slice(0, TOLD).map(({ spdx, files }) => ({ spdx, files })),
    unknownLicences: licences.unknown.slice(0, TOLD),
    largest: hotFiles.largest.slice(0, TOLD),
    mostChanged: hotFiles.mostChanged.slice(0, TOLD).map((file) => ({ path: file.path, commits: file.commits })),
    commits
  }, answer = await askModel({ system: SYSTEM, content, schema: Answer }, task, context);
  return result(answer, { summary: answer.summary });
}
export {
  riskSummary
};
//# sourceMappingURL=risk-summary.js.map

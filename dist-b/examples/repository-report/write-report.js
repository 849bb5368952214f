import { result } from "@mission-control/agent";
import { z } from "zod";
import { parseInputs } from "../agents/parse-inputs.js";
import { FileToWrite, writeOnce } from "../agents/write-file.js";
const Inputs = z.object({ files: z.array(FileToWrite).min(1).max(10) });
async function writeReport(task, context) {
  const { files } = parseInputs(Inputs, task), written = [];
  for (const file of files)
    await writeOnce(file, context), written.push({ path: file.path, size: file.size, sha256: file.sha256 });
  return result({ files: written }, { summary: `wrote ${written.map((file) => file.path).join(", ")}` });
}
export {
  writeReport
};
//# sourceMappingURL=write-report.js.map

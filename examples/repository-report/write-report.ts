import { result, type AgentTask, type StepContext } from '@mission-control/agent';
import { z } from 'zod';
import { parseInputs } from '../agents/parse-inputs.js';
import { FileToWrite, writeOnce } from '../agents/write-file.js';

const Inputs = z.object({ files: z.array(FileToWrite).min(1).max(10) });

/** Writes the approved files. Again after a crash, it writes what is missing and nothing twice. */
export async function writeReport(task: AgentTask, context: StepContext) {
  const { files } = parseInputs(Inputs, task);
  const written: { path: string; size: number; sha256: string }[] = [];
  for (const file of files) {
    await writeOnce(file, context);
    written.push({ path: file.path, size: file.size, sha256: file.sha256 });
  }
  return result({ files: written }, { summary: `wrote ${written.map((file) => file.path).join(', ')}` });
}

import { z } from "zod";
import { parseInputs } from "../agents/parse-inputs.js";
import { Repository } from "./git.js";
const Inputs = z.object({
  repository: z.string(),
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  revisions: z.array(z.string().regex(/^\^?[0-9a-f]{40,64}$/)).min(1)
});
async function pinnedCommits(task, context) {
  const { repository, commit, revisions } = parseInputs(Inputs, task);
  return { repository: await Repository.at(repository, context.signal), commit, revisions };
}
export {
  pinnedCommits
};
//# sourceMappingURL=pinned.js.map

import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import {} from "../embedded/data-folder.js";
import { processIdentity } from "../embedded/process-identity.js";
import { orphanGraceMs } from "./timing.js";
const Children = z.record(z.string(), z.object({ pid: z.number().int(), identity: z.string() }));
function childrenRecord(folder) {
  const children = {};
  let written = Promise.resolve();
  return {
    async note(name, pid) {
      const identity = await processIdentity(pid);
      identity !== void 0 && (children[name] = { pid, identity }, written = written.then(() => folder.write("children.json", children)), await written);
    }
  };
}
async function endLeftovers(folder) {
  const children = Object.entries(await folder.read("children.json", Children) ?? {}), still = async () => {
    const found2 = [];
    for (const [name, { pid, identity }] of children)
      await processIdentity(pid) === identity && found2.push({ name, pid });
    return found2;
  }, found = await still(), until = Date.now() + orphanGraceMs + 1e3;
  for (let left = found; left.length > 0; left = await still()) {
    if (Date.now() > until)
      for (const { pid } of left)
        try {
          process.kill(pid, "SIGKILL");
        } catch {
        }
    await delay(50);
  }
  return found.map(({ name }) => name);
}
export {
  childrenRecord,
  endLeftovers
};
//# sourceMappingURL=leftovers.js.map

import { makeLog } from "./made-log.js";
import { withNode } from "./node.js";
import { makeTemplates } from "./templates.js";
const t = await makeTemplates();
for (const [kind, appends] of t.runs) console.log(kind, appends.length, appends.flatMap((a) => a.events.map((e) => e.type)).join(" "));
console.log(t.base.length, t.blobs.length);
console.log(await withNode(process.argv[2] ?? "", (url) => makeLog(url, Number(process.argv[3]), console.log)));
process.exit(0);
//# sourceMappingURL=try.js.map

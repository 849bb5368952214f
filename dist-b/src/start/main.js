import path from "node:path";
import { parseEnvironment } from "./environment.js";
import { builtPrograms } from "./programs.js";
import { run } from "./run.js";
const root = path.resolve(import.meta.dirname, "../../..");
await run({ root, environment: () => parseEnvironment(process.env), programs: builtPrograms() });
//# sourceMappingURL=main.js.map

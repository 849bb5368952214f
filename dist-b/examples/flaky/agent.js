import { connectAgent } from "../agents/connect.js";
import { capabilities } from "./capabilities.js";
await connectAgent({ name: "flaky", maxConcurrent: 8, capabilities });
//# sourceMappingURL=agent.js.map

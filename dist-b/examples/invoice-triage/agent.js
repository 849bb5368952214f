import { connectAgent } from "../agents/connect.js";
import { capabilities } from "./capabilities.js";
await connectAgent({ name: "invoice-triage", maxConcurrent: 8, capabilities });
//# sourceMappingURL=agent.js.map

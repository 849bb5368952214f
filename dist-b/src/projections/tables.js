import { agentHours, agents, agentWork } from "./agents/tables.js";
import { approvals } from "./approvals/tables.js";
import { bulkItems, bulks } from "./bulk/tables.js";
import { charges, costHours, costRollups } from "./costs/tables.js";
import { deadLetters } from "./dead-letters/tables.js";
import { halts } from "./halts/tables.js";
import { deadLetteredEvents, parkedEvents, skippedTypes } from "./health/tables.js";
import { operators } from "./operators/tables.js";
import { runKeys } from "./retention/tables.js";
import { runEventsIndex } from "./run-events/tables.js";
import { attempts, openWork, runAgents, runPayloads, runs, steps } from "./runs/tables.js";
import { tableSql } from "./storage/table.js";
import { workflows, workflowVersions } from "./workflows/tables.js";
const TABLES = {
  runs: tableSql(runs),
  steps: tableSql(steps),
  attempts: tableSql(attempts),
  runAgents: tableSql(runAgents),
  runPayloads: tableSql(runPayloads),
  runKeys: tableSql(runKeys),
  runEvents: tableSql(runEventsIndex),
  approvals: tableSql(approvals),
  deadLetters: tableSql(deadLetters),
  charges: tableSql(charges),
  costRollups: tableSql(costRollups),
  costHours: tableSql(costHours),
  workflows: tableSql(workflows),
  workflowVersions: tableSql(workflowVersions),
  agents: tableSql(agents),
  agentWork: tableSql(agentWork),
  agentHours: tableSql(agentHours),
  operators: tableSql(operators),
  halts: tableSql(halts),
  bulks: tableSql(bulks),
  bulkItems: tableSql(bulkItems),
  deadLetteredEvents: tableSql(deadLetteredEvents),
  parkedEvents: tableSql(parkedEvents),
  skippedTypes: tableSql(skippedTypes)
}, ALL_TABLES = Object.values(TABLES), VIEWS = [openWork];
export {
  ALL_TABLES,
  TABLES,
  VIEWS
};
//# sourceMappingURL=tables.js.map

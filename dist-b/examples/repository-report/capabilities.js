import { collect } from "./collect.js";
import { hotFiles } from "./hot-files.js";
import { licenceInventory } from "./licence-inventory.js";
import { render } from "./render.js";
import { riskSummary } from "./risk-summary.js";
import { secretScan } from "./secret-scan.js";
import { writeReport } from "./write-report.js";
const capabilities = {
  "repository-collect": collect,
  "licence-inventory": licenceInventory,
  "hot-files": hotFiles,
  "secret-scan": secretScan,
  "risk-summary": riskSummary,
  "report-render": render,
  "report-write": writeReport
};
export {
  capabilities
};
//# sourceMappingURL=capabilities.js.map

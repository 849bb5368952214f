import { endpoints } from "../../api/contract/endpoints.js";
import { parseUsd, readInput } from "../input.js";
import { plain } from "../style.js";
import { follow } from "./run-watch.js";
async function start(cli, workflowId, options) {
  const { screen, api } = cli, input = await readInput(options, cli.around.cwd), budget = {
    ...options.budget === void 0 ? {} : { usd: parseUsd("--budget", options.budget) },
    ...options.tokens === void 0 ? {} : { tokens: options.tokens }
  }, { value, raw } = await api.call(endpoints.startRun, {
    body: {
      workflowId,
      ...options.version === void 0 ? {} : { version: options.version },
      ...input === void 0 ? {} : { input },
      ...Object.keys(budget).length === 0 ? {} : { budget },
      ...options.priority === void 0 ? {} : { priority: options.priority }
    },
    key: cli.key
  });
  return options.watch === !0 ? follow(cli, value.runId, {
    as: options.plain === !0 ? "plain" : "live",
    wait: options.wait !== !1,
    from: 0
  }) : (screen.json ? screen.data(raw) : screen.line(`started run ${screen.style.bold(value.runId)} of ${plain(workflowId)}`), options.wait === !0 ? follow(cli, value.runId, { as: "quiet", wait: !1 }) : (screen.json || screen.line(screen.style.faint(`watch it: missionctl run watch ${value.runId}`)), "ok"));
}
export {
  start
};
//# sourceMappingURL=run-start.js.map

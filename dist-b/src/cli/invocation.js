import { ApiClient } from "./api-client.js";
import { reportFailure } from "./report-failure.js";
import { findConnection } from "./settings.js";
import { terminal } from "./terminal.js";
function actions(around, ending) {
  return (handler) => async function(...args) {
    const options = this.optsWithGlobals(), screen = terminal(around, options), where = () => findConnection(options, around), api = new ApiClient(where, around.interrupted);
    try {
      ending.exit = await handler({ around, screen, api, where, key: options.idempotencyKey }, ...args) ?? "ok";
    } catch (error) {
      ending.exit = around.interrupted.aborted ? "interrupted" : reportFailure(error, screen);
    }
  };
}
export {
  actions
};
//# sourceMappingURL=invocation.js.map

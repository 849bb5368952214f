import { fileURLToPath } from "node:url";
function builtPrograms() {
  const built = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
  return {
    eventStore: built("src/embedded/event-store/main.js"),
    server: built("src/main.js"),
    modelServer: built("examples/model-server/main.js"),
    agents: built("examples/agents/main.js")
  };
}
export {
  builtPrograms
};
//# sourceMappingURL=programs.js.map

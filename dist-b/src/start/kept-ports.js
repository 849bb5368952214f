import { z } from "zod";
import {} from "../embedded/data-folder.js";
import { choosePort } from "../embedded/ports.js";
const Ports = z.record(z.string(), z.number().int());
async function keptPorts(folder) {
  const kept = await folder.read("ports.json", Ports) ?? {};
  return {
    async choose(what, asked, usual) {
      const port = await choosePort({ ...asked, what }, [kept[what], usual]);
      return kept[what] !== port && (kept[what] = port, await folder.write("ports.json", kept)), port;
    }
  };
}
export {
  keptPorts
};
//# sourceMappingURL=kept-ports.js.map

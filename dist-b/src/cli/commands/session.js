import { endpoints } from "../../api/contract/endpoints.js";
import { plain } from "../style.js";
import { facts } from "../table.js";
import { examples } from "./options.js";
function sessionCommands(program, act) {
  examples(
    program.command("whoami").description("which server, which operator, which roles").action(
      act(async ({ screen, api, where }) => {
        const { value, raw } = await api.call(endpoints.getMe);
        if (screen.json) return screen.data(raw);
        const { url, from } = where();
        facts(
          [
            ["server", `${url} (from ${from})`],
            ["operator", `${plain(value.operatorId)} (${plain(value.name)})`],
            ["roles", value.roles.join(", ")],
            ["key", value.keyId ?? "none"]
          ],
          screen.style
        ).forEach((line) => screen.line(line));
      })
    ),
    ["whoami", "whoami --json"]
  ), examples(
    program.command("health").description("is the server ready, with its stores and read models (exit 9 when it is not)").action(act(health)),
    ["health", "health --json"]
  );
}
async function health({ screen, api, where }) {
  const { status, body } = await api.probe("/health/ready"), exit = status === 200 ? "ok" : "unavailable";
  return screen.json ? (screen.data(body ?? { status }), exit) : (screen.line(`${exit === "ok" ? screen.style.green("ready") : screen.style.red("not ready")}  ${where().url}`), facts(flatten(body, ""), screen.style).forEach((line) => screen.line(line)), exit);
}
function flatten(value, prefix) {
  return typeof value != "object" || value === null ? prefix === "" ? [] : [[prefix, plain(String(value))]] : Object.entries(value).flatMap(
    ([name, member]) => flatten(member, prefix === "" ? plain(name) : `${prefix}.${plain(name)}`)
  );
}
export {
  sessionCommands
};
//# sourceMappingURL=session.js.map

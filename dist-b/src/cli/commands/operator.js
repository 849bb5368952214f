import { Option } from "commander";
import { z } from "zod";
import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { plain } from "../style.js";
import { table } from "../table.js";
import { formatInstant } from "../time.js";
import { operatorSessionCommands } from "./operator-sessions.js";
import { collectList, examples, keyOption, reasonOption } from "./options.js";
const Role = z.enum(["viewer", "operator", "approver", "auditor", "admin"]), roleOption = (description) => new Option("--role <role>", `${description}: ${Role.options.join(", ")}; more than once, or with commas`).argParser(
  collectList
);
function parseRoles(typed) {
  const wrong = typed.filter((role) => !Role.safeParse(role).success);
  if (wrong.length > 0)
    throw new Failure("invalid", `There is no role ${wrong.map((role) => `"${role}"`).join(", ")}.`, {
      hint: `Roles: ${Role.options.join(", ")}. admin may do everything; each other role includes viewer.`
    });
  return Role.array().parse(typed);
}
function operatorCommands(program, act) {
  const operator = program.command("operator").description("people and programs that give commands, their keys, sign-in links and sessions").alias("operators");
  examples(operator.command("list").alias("ls").description("operators with roles and keys").action(act(list)), [
    "operator list"
  ]), examples(
    operator.command("create").description("create an operator; it can do nothing until it has a key").argument("<operator>", "its id: lower-case letters, digits, dashes").option("--name <name>", "the person's name; default: the id").addOption(roleOption("what it may do").makeOptionMandatory()).addOption(keyOption()).action(
      act(async (cli, operatorId, options) => {
        const { raw } = await cli.api.call(endpoints.createOperator, {
          body: { operatorId, name: options.name ?? operatorId, roles: parseRoles(options.role) },
          key: cli.key
        });
        if (cli.screen.json) return cli.screen.data(raw);
        cli.screen.line(`created  ${cli.screen.style.bold(plain(operatorId))}`), cli.screen.line(cli.screen.style.faint(`give it a key: missionctl operator key ${operatorId}`));
      })
    ),
    ['operator create ada --name "Ada Lovelace" --role operator,approver']
  ), examples(
    operator.command("key").description("issue a key; it is shown once").argument("<operator>", "id of the operator").option("--name <name>", "what the key is for", "missionctl").addOption(roleOption("some of the operator's roles; default: all")).addOption(keyOption()).action(
      act(async (cli, operatorId, options) => {
        const { value, raw } = await cli.api.call(endpoints.issueOperatorKey, {
          params: { operatorId },
          body: { name: options.name, ...options.role === void 0 ? {} : { roles: parseRoles(options.role) } },
          key: cli.key
        });
        if (cli.screen.json) return cli.screen.data(raw);
        cli.screen.line(value.key), cli.screen.note(
          cli.screen.style.faint(
            `Shown once; roles: ${value.roles.join(", ")}. Revoke it with: missionctl operator revoke ${operatorId} ${value.keyId}`
          )
        );
      })
    ),
    ["operator key ada --name laptop", "MC_KEY=$(missionctl operator key ada --role approver) missionctl whoami"]
  ), examples(
    operator.command("roles").description("change an operator's roles; a role that is taken away is taken from its keys too").argument("<operator>", "id of the operator").addOption(roleOption("what it may do from now on").makeOptionMandatory()).addOption(reasonOption()).addOption(keyOption()).action(
      act(async (cli, operatorId, options) => {
        const roles = parseRoles(options.role), { raw } = await cli.api.call(endpoints.changeOperatorRoles, {
          params: { operatorId },
          body: { roles, reason: options.reason },
          key: cli.key
        });
        if (cli.screen.json) return cli.screen.data(raw);
        cli.screen.line(`changed  ${cli.screen.style.bold(plain(operatorId))} is now ${roles.join(", ")}`);
      })
    ),
    ['operator roles ada --role viewer --reason "left the team"']
  ), examples(
    operator.command("rename").description("change the name that people see; its id, and what was recorded, stay").argument("<operator>", "id of the operator").argument("<name>", "the new name").addOption(keyOption()).action(
      act(async (cli, operatorId, name) => {
        const { raw } = await cli.api.call(endpoints.renameOperator, {
          params: { operatorId },
          body: { name },
          key: cli.key
        });
        if (cli.screen.json) return cli.screen.data(raw);
        cli.screen.line(`renamed  ${cli.screen.style.bold(plain(operatorId))} is now ${plain(name)}`);
      })
    ),
    ['operator rename ada "Ada King"']
  );
  for (const [verb, done, description, endpoint] of [
    [
      "disable",
      "disabled",
      "its keys open nothing, its sessions and links end, its bulk jobs stop",
      endpoints.disableOperator
    ],
    ["enable", "enabled ", "its keys open again what they did before it was disabled", endpoints.enableOperator]
  ])
    examples(
      operator.command(verb).description(description).argument("<operator>", "id of the operator").addOption(reasonOption()).addOption(keyOption()).action(
        act(async (cli, operatorId, { reason }) => {
          const { raw } = await cli.api.call(endpoint, { params: { operatorId }, body: { reason }, key: cli.key });
          if (cli.screen.json) return cli.screen.data(raw);
          cli.screen.line(`${done}  ${cli.screen.style.bold(plain(operatorId))}`);
        })
      ),
      [`operator ${verb} ada --reason "${verb === "disable" ? "left the company" : "is back"}"`]
    );
  examples(
    operator.command("revoke").description("revoke a key; from the answer on it opens nothing").argument("<operator>", "id of the operator").argument("<key>", 'id of the key, as "operator list" shows it').option("-r, --reason <text>", "why; it is recorded with your name").addOption(keyOption()).action(
      act(async (cli, operatorId, keyId, options) => {
        const { raw } = await cli.api.call(endpoints.revokeOperatorKey, {
          params: { operatorId, keyId },
          query: options,
          key: cli.key
        });
        if (cli.screen.json) return cli.screen.data(raw);
        cli.screen.line(`revoked  key ${keyId} of ${plain(operatorId)}`);
      })
    ),
    ['operator revoke ada m1pdk3v9q2x7 --reason "laptop was stolen"']
  ), operatorSessionCommands(operator, act);
}
async function list({ screen, api }) {
  const { value, raw } = await api.call(endpoints.listOperators);
  if (screen.json) return screen.data(raw);
  const rows = value.items.flatMap((operator) => (operator.keys.length === 0 ? [void 0] : operator.keys).map((key, i) => ({ operator: i === 0 ? operator : void 0, key })));
  table(
    rows,
    [
      {
        title: "OPERATOR",
        value: (row) => row.operator?.operatorId ?? "",
        paint: (cell, _, style) => style.bold(cell)
      },
      { title: "NAME", value: (row) => row.operator?.name ?? "", shrinkTo: 8 },
      { title: "ROLES", value: (row) => row.operator?.roles.join(", ") ?? "", shrinkTo: 8 },
      { title: "KEY", value: (row) => row.key?.keyId ?? "(none)" },
      { title: "FOR", value: (row) => row.key?.name ?? "", shrinkTo: 6 },
      {
        title: "STATE",
        value: (row) => row.key === void 0 ? "" : row.key.revokedAt === null ? "valid" : "revoked",
        paint: (cell, row, style) => row.key?.revokedAt == null ? cell : style.red(cell)
      },
      { title: "ISSUED", value: (row) => row.key === void 0 ? "" : formatInstant(row.key.issuedAt, screen.utc) }
    ],
    screen
  ).forEach((line) => screen.line(line));
}
export {
  operatorCommands
};
//# sourceMappingURL=operator.js.map

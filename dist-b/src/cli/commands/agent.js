import { endpoints } from "../../api/contract/endpoints.js";
import { plain } from "../style.js";
import { table } from "../table.js";
import { formatDistance, formatInstant } from "../time.js";
import { examples, keyOption } from "./options.js";
import { usd } from "../words.js";
function agentCommands(program, act) {
  const agent = program.command("agent").description("agents, their tokens, and what they do").alias("agents");
  examples(
    agent.command("list").alias("ls").description("agents with connections, work and cost").option("--tokens", "their tokens too (never the secrets)").action(act(async (cli, options) => list(cli, options.tokens === !0))),
    ["agent list", "agent list --tokens", "agent list --json"]
  ), examples(
    agent.command("token").description("issue a token with which an agent may connect; it is shown once").argument("<agent>", "id of the agent; it need not exist before").option("--name <name>", "what the token is for", "missionctl").addOption(keyOption()).action(
      act(async (cli, agentId, options) => {
        const { value, raw } = await cli.api.call(endpoints.issueAgentToken, {
          params: { agentId },
          body: { name: options.name },
          key: cli.key
        });
        if (cli.screen.json) return cli.screen.data(raw);
        cli.screen.line(value.token), cli.screen.note(
          cli.screen.style.faint(`Shown once. Revoke it with: missionctl agent revoke ${agentId} ${value.tokenId}`)
        );
      })
    ),
    ["agent token summarizer --name laptop", "MC_AGENT_TOKEN=$(missionctl agent token summarizer) node my-agent.js"]
  ), examples(
    agent.command("revoke").description("revoke a token of an agent; from the answer on it opens nothing").argument("<agent>", "id of the agent").argument("<token>", 'id of the token, as "agent list --tokens" shows it').option("-r, --reason <text>", "why; it is recorded with your name").addOption(keyOption()).action(
      act(async (cli, agentId, tokenId, options) => {
        const { raw } = await cli.api.call(endpoints.revokeAgentToken, {
          params: { agentId, tokenId },
          query: options,
          key: cli.key
        });
        if (cli.screen.json) return cli.screen.data(raw);
        cli.screen.line(`revoked  token ${tokenId} of ${plain(agentId)}`);
      })
    ),
    ['agent revoke summarizer k3v9q2x7m1pd --reason "laptop was stolen"']
  );
}
const STATES = { connected: "\u25CF connected", stale: "! stale", offline: "\u25CB away" };
async function list(cli, withTokens) {
  const { screen } = cli, { value, raw } = await cli.api.call(endpoints.listAgents);
  if (screen.json) return screen.data(raw);
  if (value.items.length === 0) return screen.line("No agents yet. Give one a token: missionctl agent token AGENT");
  const now = screen.now();
  table(
    value.items,
    [
      { title: "AGENT", value: (each) => each.agentId, paint: (cell, _, style) => style.bold(cell) },
      {
        title: "STATE",
        value: (each) => STATES[each.state],
        paint: (cell, each, style) => ({ connected: style.green, stale: style.yellow, offline: style.faint })[each.state](cell)
      },
      {
        title: "SINCE",
        value: (each) => each.since === null ? "never" : formatDistance(each.since, now)
      },
      { title: "WORKS ON", value: (each) => String(each.leases), align: "right" },
      { title: "DONE", value: (each) => String(each.completed), align: "right" },
      { title: "FAILED", value: (each) => String(each.failed), align: "right" },
      { title: "COST", value: (each) => usd(each.spentNanoUsd), align: "right" },
      { title: "CAPABILITIES", value: (each) => each.capabilities.join(", "), shrinkTo: 12 }
    ],
    screen
  ).forEach((line) => screen.line(line));
  for (const { capability, runs } of value.wanted.filter(({ offered }) => !offered))
    screen.note(
      `${screen.style.yellow("wanted")}  nobody offers ${plain(capability)}: ${runs} open ${runs === 1 ? "run waits" : "runs wait"} for it`
    );
  withTokens && (screen.line(), table(
    value.items.flatMap((each) => each.tokens.map((token) => ({ ...token, agentId: each.agentId }))),
    [
      { title: "AGENT", value: (each) => each.agentId },
      { title: "TOKEN", value: (each) => each.tokenId, paint: (cell, _, style) => style.bold(cell) },
      { title: "NAME", value: (each) => each.name, shrinkTo: 10 },
      { title: "ISSUED", value: (each) => formatInstant(each.issuedAt, screen.utc) },
      { title: "BY", value: (each) => each.issuedBy, shrinkTo: 6 },
      {
        title: "REVOKED",
        value: (each) => each.revokedAt === null ? "" : formatInstant(each.revokedAt, screen.utc),
        paint: (cell, _, style) => style.red(cell)
      }
    ],
    screen
  ).forEach((line) => screen.line(line)));
}
export {
  agentCommands
};
//# sourceMappingURL=agent.js.map

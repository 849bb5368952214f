var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { mintToken } from "../../access/token.js";
import { agentView, wantedView } from "../agent-views.js";
import { answered, Commander } from "../commander.js";
import { AgentLeasesQuery, AgentsQuery, WantedCapabilitiesQuery } from "../cqrs/work-queries.js";
import { Route } from "../http/route.js";
import { PRESENCE } from "../ports.js";
import { found } from "./found.js";
import { issuedNow } from "./issued-now.js";
const DAY_MS = 864e5;
let AgentsController = class {
  constructor(commander, queries, presence) {
    this.commander = commander;
    this.queries = queries;
    this.presence = presence;
  }
  commander;
  queries;
  presence;
  async list() {
    const [agents, wanted] = await Promise.all([
      this.queries.execute(new AgentsQuery(aDayAgo())),
      this.queries.execute(new WantedCapabilitiesQuery())
    ]);
    return { items: await this.shown(agents), wanted: wantedView(wanted, agents) };
  }
  async get({ params: { agentId } }) {
    const agents = await this.queries.execute(new AgentsQuery(aDayAgo())), [shown] = await this.shown(agents.filter((agent) => agent.agentId === agentId));
    return found(shown, "agent", agentId);
  }
  async issue({ params, body }, caller) {
    const { agentId } = params, { token, tokenId, secretHash } = mintToken("agent", agentId, caller.commandId), payload = { agentId, tokenId, secretHash, name: body.name }, answer = await this.commander.onAgent(agentId, { name: "IssueAgentToken", payload }, caller.context());
    return { ...answered(issuedNow(answer, secretHash)), agentId, tokenId, token };
  }
  async revoke({ params, query }, caller) {
    const payload = { tokenId: params.tokenId, reason: query.reason };
    return answered(
      await this.commander.onAgent(params.agentId, { name: "RevokeAgentToken", payload }, caller.context())
    );
  }
  async shown(agents) {
    const context = {
      leases: await this.queries.execute(new AgentLeasesQuery()),
      presence: this.presence,
      now: Date.now()
    };
    return agents.map((agent) => agentView(agent, context));
  }
};
__decorateClass([
  Route("listAgents")
], AgentsController.prototype, "list", 1), __decorateClass([
  Route("getAgent")
], AgentsController.prototype, "get", 1), __decorateClass([
  Route("issueAgentToken")
], AgentsController.prototype, "issue", 1), __decorateClass([
  Route("revokeAgentToken")
], AgentsController.prototype, "revoke", 1), AgentsController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(QueryBus)),
  __decorateParam(2, Inject(PRESENCE))
], AgentsController);
const aDayAgo = () => new Date(Date.now() - DAY_MS).toISOString();
export {
  AgentsController
};
//# sourceMappingURL=agents.js.map

import { z } from "zod";
import { StartupError } from "../embedded/startup-error.js";
const Problem = z.object({ title: z.string(), detail: z.string() }).partial(), IssuedToken = z.object({ tokenId: z.string(), token: z.string().min(1) }), IssuedLink = z.object({ path: z.string().startsWith("/") }), Agent = z.object({ tokens: z.array(z.object({ tokenId: z.string(), revokedAt: z.string().nullable() })) });
function serverApi(url, key) {
  const call = async (method, path, body) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...body === void 0 ? {} : { "content-type": "application/json", "idempotency-key": globalThis.crypto.randomUUID() }
      },
      ...body === void 0 ? {} : { body: JSON.stringify(body) },
      signal: AbortSignal.timeout(15e3)
    }), answer = await response.json().catch(() => {
    });
    if (response.ok) return answer;
    if (response.status === 404 && method === "GET") return;
    const problem = Problem.safeParse(answer).data, reason = problem?.detail ?? problem?.title ?? "no reason given";
    throw new StartupError(`${method} ${path} was answered with ${response.status}: ${reason}`);
  };
  return {
    async issueAgentToken(agentId, name) {
      return IssuedToken.parse(await call("POST", `/api/agents/${encodeURIComponent(agentId)}/tokens`, { name }));
    },
    async validTokenIds(agentId) {
      return Agent.safeParse(await call("GET", `/api/agents/${encodeURIComponent(agentId)}`)).data?.tokens.filter((token) => token.revokedAt === null).map((token) => token.tokenId) ?? [];
    },
    async applyWorkflow(source) {
      await call("POST", "/api/workflows", { source, format: "yaml" });
    },
    async signInAddress() {
      return url + IssuedLink.parse(await call("POST", "/api/sign-in-links", {})).path;
    }
  };
}
export {
  serverApi
};
//# sourceMappingURL=server-api.js.map

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { z } from "zod";
import { answer } from "./rules.js";
import { promptTokens, tokensOf } from "./tokens.js";
const MODEL = "demo/rules-1", BODY_BYTES = 4 * 1024 * 1024, CREATED = 1767225600, Part = z.object({ type: z.literal("text"), text: z.string() }), Content = z.union([z.string(), z.array(Part).transform((parts) => parts.map((part) => part.text).join(`
`))]), ChatRequest = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: Content })).min(1),
  stream: z.boolean().default(!1),
  stream_options: z.object({ include_usage: z.boolean().default(!1) }).nullish()
});
function modelServer() {
  return tokensOf("ready"), createServer((request, response) => {
    serve(request, response).catch((error) => {
      response.headersSent ? response.destroy() : refuse(response, 500, "server_error", error instanceof Error ? error.message : String(error));
    });
  });
}
async function serve(request, response) {
  const route = `${request.method ?? ""} ${(request.url ?? "").split("?")[0] ?? ""}`;
  if (route === "GET /v1/models")
    return json(response, 200, {
      object: "list",
      data: [{ id: MODEL, object: "model", created: CREATED, owned_by: "demo" }]
    });
  if (route !== "POST /v1/chat/completions")
    return refuse(response, 404, "invalid_request_error", `there is no ${route}; use POST /v1/chat/completions`);
  const body = await bodyOf(request);
  if (body === void 0)
    return refuse(response, 413, "invalid_request_error", `the body is larger than ${BODY_BYTES} bytes`);
  const parsed = ChatRequest.safeParse(jsonOrUndefined(body));
  return parsed.success ? parsed.data.model !== MODEL ? refuse(
    response,
    404,
    "invalid_request_error",
    `the model "${parsed.data.model}" does not exist; use "${MODEL}"`
  ) : complete(parsed.data, response) : refuse(response, 400, "invalid_request_error", z.prettifyError(parsed.error));
}
function complete(request, response) {
  const messages = request.messages, text = answer(messages), prompt_tokens = promptTokens(messages), completion_tokens = tokensOf(text), usage = {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 }
  }, about = { id: `chatcmpl-${createHash("sha256").update(JSON.stringify(messages)).digest("hex").slice(0, 24)}`, created: CREATED, model: MODEL };
  if (!request.stream)
    return json(response, 200, {
      ...about,
      object: "chat.completion",
      choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
      usage
    });
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const chunk = (delta, finish_reason) => send({ choices: [{ index: 0, delta, finish_reason }] }), send = (data) => response.write(`data: ${JSON.stringify({ ...about, object: "chat.completion.chunk", ...data })}

`);
  chunk({ role: "assistant", content: "" }, null);
  for (const piece of text.match(/\s*\S{1,24}/g) ?? []) chunk({ content: piece }, null);
  chunk({}, "stop"), request.stream_options?.include_usage && send({ choices: [], usage }), response.end(`data: [DONE]

`);
}
async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length, size <= BODY_BYTES && chunks.push(bytes);
  }
  return size > BODY_BYTES ? void 0 : Buffer.concat(chunks).toString("utf8");
}
function jsonOrUndefined(text) {
  try {
    return JSON.parse(text);
  } catch {
    return;
  }
}
function refuse(response, status, type, message) {
  json(response, status, { error: { message, type, param: null, code: null } });
}
function json(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
export {
  MODEL,
  modelServer
};
//# sourceMappingURL=server.js.map

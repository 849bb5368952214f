import { AgentError } from "@mission-control/agent";
import { z } from "zod";
const Completion = z.object({
  model: z.string().optional(),
  choices: z.array(z.object({ message: z.object({ content: z.string().nullable() }) })).min(1),
  usage: z.object({
    prompt_tokens: z.int(),
    completion_tokens: z.int(),
    prompt_tokens_details: z.object({ cached_tokens: z.int().default(0) }).nullish(),
    completion_tokens_details: z.object({ reasoning_tokens: z.int().default(0) }).nullish()
  }).optional()
});
async function askModel(question, task, context) {
  return parseJson(question.schema, await askModelForText(question, task, context), "the model's answer");
}
async function askModelForText(question, task, context) {
  const base = process.env.OPENAI_BASE_URL;
  if (base === void 0 || base === "")
    throw failure("input", "MODEL.NO_URL", "OPENAI_BASE_URL is not set: it is the address of the model server", !1);
  const model = process.env.OPENAI_MODEL || task.model || "demo/rules-1", started = performance.now(), response = await post(`${base.replace(/\/+$/, "")}/chat/completions`, context.signal, {
    model,
    messages: [
      { role: "system", content: question.system },
      { role: "user", content: JSON.stringify(question.content) }
    ]
  }), text = await response.text();
  if (!response.ok) throw refusal(response.status, text);
  const completion = parseJson(Completion, text, "the answer of the model server"), answer = completion.choices[0]?.message.content ?? "", { usage } = completion, cached = usage?.prompt_tokens_details?.cached_tokens ?? 0, reasoning = usage?.completion_tokens_details?.reasoning_tokens ?? 0;
  return context.usage({
    model,
    // OpenAI's counts include the cached and the reasoning tokens; here the classes add up.
    input: (usage?.prompt_tokens ?? Math.ceil((question.system.length + text.length) / 4)) - cached,
    cachedInput: cached,
    output: (usage?.completion_tokens ?? Math.ceil(answer.length / 4)) - reasoning,
    reasoning,
    latencyMs: Math.round(performance.now() - started),
    source: usage ? "measured" : "estimated"
  }), answer;
}
async function post(url, signal, body) {
  try {
    return await fetch(url, {
      method: "POST",
      signal,
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${process.env.OPENAI_API_KEY ?? "none"}`
      },
      body: JSON.stringify(body)
    });
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw failure("provider", "MODEL.UNREACHABLE", `the model server at ${url} cannot be reached: ${cause}`, !0);
  }
}
function refusal(status, text) {
  const message = `the model server answered ${status}: ${text.slice(0, 500)}`;
  return status === 429 ? failure("rateLimit", "MODEL.RATE_LIMIT", message, !0) : status >= 500 ? failure("provider", "MODEL.FAILED", message, !0) : status === 401 || status === 403 ? failure("permission", "MODEL.NOT_PERMITTED", message, !1) : failure("input", "MODEL.REFUSED", message, !1);
}
function parseJson(schema, text, what) {
  let value;
  try {
    value = JSON.parse(text.replace(/^\s*```(?:json)?\s*|\s*```\s*$/g, ""));
  } catch {
    throw failure("provider", "MODEL.NOT_JSON", `${what} is not JSON: ${text.slice(0, 200)}`, !0);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw failure("provider", "MODEL.OTHER_SHAPE", `${what} does not fit: ${z.prettifyError(parsed.error)}`, !0);
}
function failure(errorClass, code, message, retryable) {
  return new AgentError({ class: errorClass, code, message, retryable });
}
export {
  askModel,
  askModelForText
};
//# sourceMappingURL=model.js.map

import { AgentError, type AgentTask, type StepContext } from '@mission-control/agent';
import { z } from 'zod';

const Completion = z.object({
  model: z.string().optional(),
  choices: z.array(z.object({ message: z.object({ content: z.string().nullable() }) })).min(1),
  usage: z
    .object({
      prompt_tokens: z.int(),
      completion_tokens: z.int(),
      prompt_tokens_details: z.object({ cached_tokens: z.int().default(0) }).nullish(),
      completion_tokens_details: z.object({ reasoning_tokens: z.int().default(0) }).nullish(),
    })
    .optional(),
});

/**
 * Asks the model that the workflow pins (or OPENAI_MODEL) at OPENAI_BASE_URL for JSON of this schema, and reports what the
 * call used. Throws AgentError: `rateLimit` and `provider` are worth a retry, `permission` and `input` are not.
 */
export async function askModel<T>(
  question: { system: string; content: unknown; schema: z.ZodType<T> },
  task: AgentTask,
  context: StepContext,
): Promise<T> {
  return parseJson(question.schema, await askModelForText(question, task, context), `the model's answer`);
}

/** The same, for an answer in words. */
export async function askModelForText(
  question: { system: string; content: unknown },
  task: AgentTask,
  context: StepContext,
): Promise<string> {
  const base = process.env['OPENAI_BASE_URL'];
  if (base === undefined || base === '')
    throw failure('input', 'MODEL.NO_URL', 'OPENAI_BASE_URL is not set: it is the address of the model server', false);
  const model = process.env['OPENAI_MODEL'] || task.model || 'demo/rules-1';
  const started = performance.now();
  const response = await post(`${base.replace(/\/+$/, '')}/chat/completions`, context.signal, {
    model,
    messages: [
      { role: 'system', content: question.system },
      { role: 'user', content: JSON.stringify(question.content) },
    ],
  });
  const text = await response.text();
  if (!response.ok) throw refusal(response.status, text);
  const completion = parseJson(Completion, text, 'the answer of the model server');
  const answer = completion.choices[0]?.message.content ?? '';
  const { usage } = completion;
  const cached = usage?.prompt_tokens_details?.cached_tokens ?? 0;
  const reasoning = usage?.completion_tokens_details?.reasoning_tokens ?? 0;
  context.usage({
    model,
    // OpenAI's counts include the cached and the reasoning tokens; here the classes add up.
    input: (usage?.prompt_tokens ?? Math.ceil((question.system.length + text.length) / 4)) - cached,
    cachedInput: cached,
    output: (usage?.completion_tokens ?? Math.ceil(answer.length / 4)) - reasoning,
    reasoning,
    latencyMs: Math.round(performance.now() - started),
    source: usage ? 'measured' : 'estimated',
  });
  return answer;
}

async function post(url: string, signal: AbortSignal, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      signal,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${process.env['OPENAI_API_KEY'] ?? 'none'}`,
      },
      body: JSON.stringify(body),
    });
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw failure('provider', 'MODEL.UNREACHABLE', `the model server at ${url} cannot be reached: ${cause}`, true);
  }
}

function refusal(status: number, text: string): AgentError {
  const message = `the model server answered ${status}: ${text.slice(0, 500)}`;
  if (status === 429) return failure('rateLimit', 'MODEL.RATE_LIMIT', message, true);
  if (status >= 500) return failure('provider', 'MODEL.FAILED', message, true);
  if (status === 401 || status === 403) return failure('permission', 'MODEL.NOT_PERMITTED', message, false);
  return failure('input', 'MODEL.REFUSED', message, false);
}

/** Models now and then put their JSON into a fence, or answer with something else: the latter is worth another try. */
function parseJson<T>(schema: z.ZodType<T>, text: string, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\s*```(?:json)?\s*|\s*```\s*$/g, ''));
  } catch {
    throw failure('provider', 'MODEL.NOT_JSON', `${what} is not JSON: ${text.slice(0, 200)}`, true);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw failure('provider', 'MODEL.OTHER_SHAPE', `${what} does not fit: ${z.prettifyError(parsed.error)}`, true);
}

function failure(errorClass: string, code: string, message: string, retryable: boolean): AgentError {
  return new AgentError({ class: errorClass, code, message, retryable });
}

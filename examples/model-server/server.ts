import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { answer, type Message } from './rules.js';
import { promptTokens, tokensOf } from './tokens.js';

export const MODEL = 'demo/rules-1';
const BODY_BYTES = 4 * 1024 * 1024;
/** Fixed, as all that this server says: 2026-01-01. */
const CREATED = 1_767_225_600;

const Part = z.object({ type: z.literal('text'), text: z.string() });
const Content = z.union([z.string(), z.array(Part).transform((parts) => parts.map((part) => part.text).join('\n'))]);
/** The part of OpenAI's request that matters here; what else a client sends (temperature ...) is accepted and ignored. */
const ChatRequest = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: Content })).min(1),
  stream: z.boolean().default(false),
  stream_options: z.object({ include_usage: z.boolean().default(false) }).nullish(),
});
type ChatRequest = z.infer<typeof ChatRequest>;

/** An OpenAI-compatible server: `POST /v1/chat/completions` (streaming too) and `GET /v1/models`. Takes any key. */
export function modelServer(): Server {
  // The tokenizer reads its tables at the first use: better now than in the first answer.
  tokensOf('ready');
  return createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'server_error', error instanceof Error ? error.message : String(error));
    });
  });
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`;
  if (route === 'GET /v1/models')
    return json(response, 200, {
      object: 'list',
      data: [{ id: MODEL, object: 'model', created: CREATED, owned_by: 'demo' }],
    });
  if (route !== 'POST /v1/chat/completions')
    return refuse(response, 404, 'invalid_request_error', `there is no ${route}; use POST /v1/chat/completions`);
  const body = await bodyOf(request);
  if (body === undefined)
    return refuse(response, 413, 'invalid_request_error', `the body is larger than ${BODY_BYTES} bytes`);
  const parsed = ChatRequest.safeParse(jsonOrUndefined(body));
  if (!parsed.success) return refuse(response, 400, 'invalid_request_error', z.prettifyError(parsed.error));
  if (parsed.data.model !== MODEL)
    return refuse(
      response,
      404,
      'invalid_request_error',
      `the model "${parsed.data.model}" does not exist; use "${MODEL}"`,
    );
  return complete(parsed.data, response);
}

function complete(request: ChatRequest, response: ServerResponse): void {
  const messages: readonly Message[] = request.messages;
  const text = answer(messages);
  const prompt_tokens = promptTokens(messages);
  const completion_tokens = tokensOf(text);
  const usage = {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
  const id = `chatcmpl-${createHash('sha256').update(JSON.stringify(messages)).digest('hex').slice(0, 24)}`;
  const about = { id, created: CREATED, model: MODEL };
  if (!request.stream)
    return json(response, 200, {
      ...about,
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
      usage,
    });
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const chunk = (delta: object, finish_reason: string | null) =>
    send({ choices: [{ index: 0, delta, finish_reason }] });
  const send = (data: object) =>
    response.write(`data: ${JSON.stringify({ ...about, object: 'chat.completion.chunk', ...data })}\n\n`);
  chunk({ role: 'assistant', content: '' }, null);
  for (const piece of text.match(/\s*\S{1,24}/g) ?? []) chunk({ content: piece }, null);
  chunk({}, 'stop');
  if (request.stream_options?.include_usage) send({ choices: [], usage });
  response.end('data: [DONE]\n\n');
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= BODY_BYTES) chunks.push(bytes);
  }
  return size > BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  json(response, status, { error: { message, type, param: null, code: null } });
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

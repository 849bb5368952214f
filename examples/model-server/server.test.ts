import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { MODEL, modelServer } from './server.js';

const server = modelServer();
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${address.port}/v1`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const chat = (body: object) =>
  fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'One. Two three.' }], ...body }),
  });
const Completion = z.object({
  model: z.string(),
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number(), total_tokens: z.number() }),
});

it('answers the same messages with the same text and counts their tokens', async () => {
  const [first, second] = [await (await chat({})).text(), await (await chat({})).text()];
  expect(second).toBe(first);
  const completion = Completion.parse(JSON.parse(first));
  expect(completion.choices[0]?.message.content).toBe('One. (3 words)');
  // 3 for the answer, 3 for the message, 1 for its role, 5 for `One`, `.`, ` Two`, ` three`, `.`
  expect(completion.usage).toEqual({ prompt_tokens: 12, completion_tokens: 6, total_tokens: 18 });
});

it('streams the same text in pieces, with the usage at the end when asked for', async () => {
  const body = await (await chat({ stream: true, stream_options: { include_usage: true } })).text();
  const events = body
    .trim()
    .split('\n\n')
    .map((event) => event.replace(/^data: /, ''));
  expect(events.at(-1)).toBe('[DONE]');
  const Chunk = z.object({
    choices: z.array(z.object({ delta: z.object({ content: z.string().optional() }) })),
    usage: z.object({ total_tokens: z.number() }).optional(),
  });
  const chunks = events.slice(0, -1).map((event) => Chunk.parse(JSON.parse(event)));
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('One. (3 words)');
  expect(chunks.at(-1)?.usage?.total_tokens).toBe(18);
});

it('classifies invoices by what they are for', async () => {
  const invoices = [
    { id: 'a', vendor: 'Nimbus', lines: ['Cloud hosting, March'] },
    { id: 'b', vendor: 'Paper & Co', lines: ['A4, 80 g'] },
    { id: 'c', vendor: 'Somebody', lines: ['Something'] },
  ];
  const messages = [
    { role: 'system', content: 'You sort invoices.\nTask: classify-invoices' },
    { role: 'user', content: JSON.stringify({ invoices }) },
  ];
  const completion = Completion.parse(await (await chat({ messages })).json());
  expect(JSON.parse(completion.choices[0]?.message.content ?? '')).toEqual({
    categories: [
      { id: 'a', category: 'infrastructure' },
      { id: 'b', category: 'office' },
      { id: 'c', category: 'other' },
    ],
  });
});

it.each([
  ['an unknown model', { model: 'gpt-x' }, 404, /demo\/rules-1/],
  ['no messages', { messages: [] }, 400, /messages/],
])('refuses %s with a message that says what to do', async (_, body, status, message) => {
  const response = await chat(body);
  expect(response.status).toBe(status);
  const { error } = z.object({ error: z.object({ message: z.string() }) }).parse(await response.json());
  expect(error.message).toMatch(message);
});

it('lists its model', async () => {
  expect(await (await fetch(`${url}/models`)).json()).toMatchObject({ data: [{ id: MODEL }] });
});

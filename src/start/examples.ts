import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type DataFolder } from '../embedded/data-folder.js';
import { startProgram } from './child-process.js';
import { logFile } from './log-file.js';
import { type ServerApi } from './server-api.js';
import { type Service } from './supervisor.js';

/** The agent processes that `npm start` runs. */
const agents = [{ id: 'example-agents', name: 'Example agents' }];

const Tokens = z.record(z.string(), z.string());
const Serving = z.object({ ready: z.literal(true), port: z.number().int() });

/** The model server that needs no key; `url()` is its OpenAI-compatible address once it runs. */
export function modelServerService(script: string, dataFolder: string, port: number): Service & { url(): string } {
  return {
    name: 'demo model server',
    url: () => `http://127.0.0.1:${port}/v1`,
    start: async (signal) =>
      startProgram(
        {
          title: 'demo model server',
          script,
          args: ['--port', String(port)],
          env: { PORT: String(port) },
          logFile: await logFile(dataFolder, 'model-server'),
          ready: { by: 'stdout', schema: Serving },
        },
        signal,
      ),
  };
}

/** The example agents, each a process of its own, each with its token. */
export async function exampleAgents(
  script: string,
  folder: DataFolder,
  api: ServerApi,
  env: { serverUrl: string; openaiBaseUrl: string },
): Promise<Service[]> {
  const tokens = await agentTokens(folder, api);
  return agents.map(({ id, name }) => ({
    name,
    start: async (signal) =>
      startProgram(
        {
          title: name.toLowerCase(),
          script,
          env: {
            MC_URL: env.serverUrl,
            MC_AGENT_ID: id,
            MC_AGENT_TOKEN: tokens[id],
            OPENAI_BASE_URL: env.openaiBaseUrl,
          },
          logFile: await logFile(folder.path, id),
          ready: { by: 'nothing', value: undefined },
        },
        signal,
      ),
  }));
}

/** Tokens are kept in `agents.json`; one that the server no longer accepts (its data were lost, it was revoked) is issued anew. */
async function agentTokens(folder: DataFolder, api: ServerApi): Promise<Record<string, string>> {
  const kept = (await folder.read('agents.json', Tokens)) ?? {};
  const tokens: Record<string, string> = {};
  for (const { id, name } of agents) {
    const token = kept[id];
    tokens[id] = token !== undefined && (await api.knowsToken(id, token)) ? token : await api.issueAgentToken(id, name);
  }
  await folder.write('agents.json', tokens);
  return tokens;
}

/** Applies every `examples/<name>/workflow.yaml`, so that each can be started at once. Returns the folders' names. */
export async function applyExampleWorkflows(root: string, api: ServerApi): Promise<string[]> {
  const examples = path.join(root, 'examples');
  const applied: string[] = [];
  for (const entry of await readdir(examples, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const text = await readFile(path.join(examples, entry.name, 'workflow.yaml'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    await api.applyWorkflow(parse(text));
    applied.push(entry.name);
  }
  return applied.sort();
}

import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type DataFolder } from '../embedded/data-folder.js';
import { startProgram } from './child-process.js';
import { logFile } from './log-file.js';
import { type ServerApi } from './server-api.js';
import { type Service } from './supervisor.js';

/** All example agents connect as this agent. */
const agentId = 'examples';
const Kept = z.object({ tokenId: z.string(), token: z.string() });
const Connected = z.object({ ready: z.literal(true) });
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
          logFile: await logFile(dataFolder, 'model-server'),
          ready: { by: 'stdout', schema: Serving },
        },
        signal,
      ),
  };
}

/** The example agents: one program, which runs each of them in a process of its own. */
export async function exampleAgentsService(
  script: string,
  folder: DataFolder,
  api: ServerApi,
  env: { serverUrl: string; openaiBaseUrl: string },
): Promise<Service> {
  const token = await agentToken(folder, api);
  return {
    name: 'example agents',
    start: async (signal) =>
      startProgram(
        {
          title: 'example agents',
          script,
          env: { MC_URL: env.serverUrl, MC_AGENT_TOKEN: token, OPENAI_BASE_URL: env.openaiBaseUrl },
          logFile: await logFile(folder.path, 'example-agents'),
          ready: { by: 'stdout', schema: Connected },
        },
        signal,
      ),
  };
}

/** The token is kept in `agents.json`; one that the server no longer knows (its data were lost, it was revoked) is issued anew. */
async function agentToken(folder: DataFolder, api: ServerApi): Promise<string> {
  const kept = await folder.read('agents.json', Kept);
  if (kept !== undefined && (await api.validTokenIds(agentId)).includes(kept.tokenId)) return kept.token;
  const issued = await api.issueAgentToken(agentId, 'npm start');
  await folder.write('agents.json', issued);
  return issued.token;
}

/** Applies every `examples/<name>/workflow.yaml`, so that each can be started at once. Returns the folders' names. */
export async function applyExampleWorkflows(root: string, api: ServerApi): Promise<string[]> {
  const examples = path.join(root, 'examples');
  const applied: string[] = [];
  for (const entry of await readdir(examples, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const text = await readFile(path.join(examples, entry.name, 'workflow.yaml'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    await api.applyWorkflow(text);
    applied.push(entry.name);
  }
  return applied.sort();
}

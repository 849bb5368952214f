import { expect, test } from 'vitest';
import { cli, curl, idProblem, start, typescript } from './code.js';

const plan = { url: 'http://127.0.0.1:4700', agentId: 'summarizer', capability: 'summarize', tokenName: 'my laptop' };

test('what is copied names this server, this agent and this capability', () => {
  expect(typescript(plan)).toContain("process.env.MC_URL ?? ''");
  expect(typescript(plan)).toContain("'summarize': async (task, ctx)");
  expect(curl(plan)).toContain('http://127.0.0.1:4700/api/agents/summarizer/tokens');
  expect(cli(plan)).toBe("MC_AGENT_TOKEN=$(missionctl agent token summarizer --name 'my laptop')\n");
});

test('the code holds no token: it comes from the environment', () => {
  expect(typescript(plan)).toContain("process.env.MC_AGENT_TOKEN ?? ''");
  expect(start(plan, 'mc_agent_x.y_z')).toBe(
    'MC_URL=http://127.0.0.1:4700 MC_AGENT_TOKEN=mc_agent_x.y_z node agent.js\n',
  );
  expect(start(plan, undefined)).toContain('MC_AGENT_TOKEN=...');
});

test('a name with a quote in it ends no string', () => {
  expect(curl({ ...plan, tokenName: "x' ; rm -rf ~ #" })).toContain(`-d '{"name":"x'\\'' ; rm -rf ~ #"}'`);
  expect(typescript({ ...plan, capability: "a'b" })).toContain("'a\\'b': async");
});

test('an id that is no slug is refused with what it must be', () => {
  expect(idProblem('')).toBeUndefined();
  expect(idProblem('summarizer-2')).toBeUndefined();
  expect(idProblem('Summarizer')).toMatch(/Small letters/);
  expect(idProblem('a--b')).toMatch(/Small letters/);
  expect(idProblem('a'.repeat(65))).toMatch(/64/);
});

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { evaluate } from '@marcbachmann/cel-js';
import {
  StepOutput,
  type AgentTask,
  type Handler,
  type SideEffectReport,
  type StepContext,
  type UsageReport,
} from '@mission-control/agent';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { compilePlan } from '../../src/domain/workflow/plan.js';
import { WorkflowDefinition } from '../../src/domain/workflow/definition.js';

export interface Ran {
  readonly outputs: ReadonlyMap<string, unknown>;
  readonly calls: UsageReport[];
  readonly effects: SideEffectReport[];
}

/**
 * Runs a workflow's handlers one after another in this process, without a server: inputs by its own expressions, each
 * output checked against its own schema. Rejects with the first handler's error.
 */
export async function runSteps(
  workflowFile: string,
  input: Readonly<Record<string, unknown>>,
  capabilities: Readonly<Record<string, Handler>>,
): Promise<Ran> {
  const definition = WorkflowDefinition.parse(parse(await readFile(workflowFile, 'utf8')));
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
  const check = (what: string, schema: unknown, value: unknown): void => {
    const validate = ajv.compile(typeof schema === 'object' && schema !== null ? schema : {});
    if (!validate(value)) throw new Error(`${what} does not fit its schema: ${ajv.errorsText(validate.errors)}`);
  };
  check('the input', definition.input, input);
  const steps: Record<string, { output: unknown }> = {};
  const outputs = new Map<string, unknown>();
  const ran: Ran = { outputs, calls: [], effects: [] };
  for (const step of compilePlan(definition).steps) {
    // The examples list their steps in an order that works.
    for (const before of step.dependsOn) if (!outputs.has(before)) throw new Error(`${step.id} comes before ${before}`);
    const inputs: Record<string, unknown> = {};
    for (const [name, expression] of Object.entries(step.inputs))
      inputs[name] = asJson(evaluate(expression, { input, steps }));
    const handler = capabilities[step.capability];
    if (!handler) throw new Error(`nobody offers ${step.capability}`);
    const task: AgentTask = {
      taskId: randomUUID(),
      inputs,
      constraints: { outputSchema: step.outputSchema },
      parentSummary: '',
      capability: step.capability,
      ...(step.model !== undefined && { model: step.model }),
      tier: step.tier,
      runId: randomUUID(),
      workflow: { id: definition.id, name: definition.name, version: 1 },
      step: { stepKey: step.id, stepId: step.id, name: step.name },
      attempt: 1,
      deadlineAt: new Date(Date.now() + step.timeoutMs).toISOString(),
    };
    const returned = await handler(task, contextOf(task, ran));
    const output = asJson(returned instanceof StepOutput ? returned.output : returned);
    check(`the output of ${step.id}`, step.outputSchema, output);
    steps[step.id] = { output };
    outputs.set(step.id, output);
  }
  return ran;
}

export function contextOf(
  task: Pick<AgentTask, 'taskId' | 'attempt'>,
  ran: Pick<Ran, 'calls' | 'effects'>,
): StepContext {
  return {
    taskId: task.taskId,
    attempt: task.attempt,
    signal: new AbortController().signal,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    progress: () => undefined,
    usage: (call) => void ran.calls.push(call),
    sideEffect: async (effect) => void ran.effects.push(effect),
  };
}

function asJson(value: unknown): unknown {
  const text = JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one));
  return JSON.parse(text);
}

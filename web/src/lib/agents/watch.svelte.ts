import { call } from '../api/client.js';
import { resource, type Resource } from '../live/resource.svelte.js';
import type { AnswerOf } from '$contract/endpoints.js';
import type { Agent } from '$contract/agents.js';
import type { Changed } from '../live/live.svelte.js';

/** Silence is no event: that an agent has gone stale is seen by looking again. */
const LOOK_MS = 5_000;

const concerns = ({ runs, topics }: Changed): boolean => runs.size > 0 || topics.has('agent');

function lookAgain(read: Resource<unknown>): void {
  $effect(() => {
    const timer = setInterval(() => read.refresh(), LOOK_MS);
    return () => clearInterval(timer);
  });
}

/** All agents, as they are now. For the life of a component. */
export function watchAgents(): Resource<AnswerOf<'listAgents'>> {
  const read = resource(
    () => ({}),
    (_, signal) => call('listAgents', {}, { signal }),
    { on: concerns },
  );
  lookAgain(read);
  return read;
}

/** One agent, as it is now; `undefined` reads nothing. */
export function watchAgent(agentId: () => string | undefined): Resource<Agent> {
  const read = resource(
    () => {
      const id = agentId();
      return id === undefined ? undefined : { agentId: id };
    },
    (params, signal) => call('getAgent', { params }, { signal }),
    { on: concerns },
  );
  lookAgain(read);
  return read;
}

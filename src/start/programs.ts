import { fileURLToPath } from 'node:url';

/** The built programs that the launcher runs as children, as absolute paths. */
export interface Programs {
  readonly eventStore: string;
  readonly server: string;
  readonly modelServer: string;
  readonly agents: string;
}

export function builtPrograms(): Programs {
  const built = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
  return {
    eventStore: built('src/embedded/event-store/main.js'),
    server: built('src/main.js'),
    modelServer: built('examples/model-server/main.js'),
    agents: built('examples/agents/main.js'),
  };
}

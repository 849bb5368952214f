import { type SupervisorEvent } from './supervisor.js';

/** What the launcher tells the person at the terminal: calm lines, in colour only where that is wanted. */
export interface Screen {
  line(text?: string): void;
  /** Runs one stage of the start and prints what came of it, with the seconds that it took. */
  stage<T>(name: string, work: () => Promise<T>, outcome: (result: T) => string): Promise<T>;
  report(event: SupervisorEvent): void;
  strong(text: string): string;
  faint(text: string): string;
}

/** Where it is written: stdout, as far as it is used. */
type Output = Pick<NodeJS.WriteStream, 'isTTY'> & {
  on(event: 'error', listener: () => void): unknown;
  write(text: string): boolean;
};

export function screen(output: Output, variables: NodeJS.ProcessEnv): Screen {
  // A reader that went away (`npm start | head`, a closed terminal) is no reason to stop what runs.
  output.on('error', () => undefined);
  const colour = output.isTTY && !variables['NO_COLOR'] && variables['TERM'] !== 'dumb';
  const style = (code: number) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const faint = style(2);
  // On a terminal the last line names what is still worked on; what else is said is written over it.
  const pending = new Set<string>();
  const clear = () => (output.isTTY && pending.size > 0 ? '\r\u001b[K' : '');
  const waiting = () => (output.isTTY && pending.size > 0 ? `  ${faint(`${[...pending].join(', ')} ...`)}` : '');
  const line = (text = '') => void output.write(`${clear()}${text}\n${waiting()}`);
  return {
    line,
    faint,
    strong: style(1),
    async stage(name, work, outcome) {
      const started = performance.now();
      const changed = (change: () => void) => {
        const before = clear();
        change();
        output.write(`${before}${waiting()}`);
      };
      changed(() => pending.add(name));
      const result = await work().finally(() => changed(() => pending.delete(name)));
      line(`  ${name.padEnd(18)}${outcome(result)} ${faint(`(${seconds(performance.now() - started)})`)}`);
      return result;
    },
    report(event) {
      if (event.type === 'ended')
        line(`  ${event.name} ended (${event.how}); it is started again in ${seconds(event.restartInMs)}`);
      else line(`  ${event.name} runs again after ${seconds(event.afterMs)} (pid ${event.pid})`);
    },
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

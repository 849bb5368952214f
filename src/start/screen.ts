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

export function screen(output: NodeJS.WriteStream, variables: NodeJS.ProcessEnv): Screen {
  // A reader that went away (`npm start | head`, a closed terminal) is no reason to stop what runs.
  output.on('error', () => undefined);
  const colour = output.isTTY && !variables['NO_COLOR'] && variables['TERM'] !== 'dumb';
  const style = (code: number) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const faint = style(2);
  const line = (text = '') => void output.write(`${text}\n`);
  return {
    line,
    faint,
    strong: style(1),
    async stage(name, work, outcome) {
      const started = performance.now();
      const label = `  ${name.padEnd(18)}`;
      // On a terminal the line is there while the work goes on, and is then written over.
      if (output.isTTY) output.write(`${label}${faint('...')}`);
      const clear = output.isTTY ? '\r\u001b[K' : '';
      try {
        const result = await work();
        line(`${clear}${label}${outcome(result)} ${faint(`(${seconds(performance.now() - started)})`)}`);
        return result;
      } catch (error) {
        output.write(clear);
        throw error;
      }
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

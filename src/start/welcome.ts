import path from 'node:path';
import { type Screen } from './screen.js';

export interface Started {
  readonly root: string;
  readonly dataFolder: string;
  /** Whether missionctl finds the data folder without being told. */
  readonly dataFolderIsUsual: boolean;
}

/** The address that opens signed in, the plain one, and the key (shown once). */
export function welcome(
  screen: Screen,
  started: Started & {
    readonly url: string;
    /** Opens the console signed in, once; undefined when it could not be had. */
    readonly signInAddress: string | undefined;
    /** Only at the very first start. */
    readonly adminKey: string | undefined;
    readonly seconds: number;
  },
): void {
  const kept = path.join(started.dataFolder, 'cli.json');
  const shown = screen.faint(`(shown once; missionctl finds it in ${kept})`);
  screen.line();
  screen.line(`  ${screen.strong('Mission Control is ready')} after ${started.seconds.toFixed(1)} s.`);
  screen.line();
  if (started.signInAddress !== undefined) {
    const again = `signs you in, once, within ten minutes; another one: ${missionctl(started)} operator link`;
    screen.line(`  Open      ${screen.strong(started.signInAddress)}`);
    screen.line(`            ${screen.faint(`(${again})`)}`);
  }
  screen.line(`  Address   ${started.url}`);
  screen.line(
    `  Key       ${started.adminKey === undefined ? `kept in ${kept}` : `${screen.strong(started.adminKey)}  ${shown}`}`,
  );
  screen.line();
  screen.line('  Ctrl-C stops everything; all data stay.');
  screen.line();
}

/** Commands that work now: an example is offered when it is there. */
export function whatToTry(screen: Screen, started: Started & { readonly withExamples: boolean }): void {
  const command = missionctl(started);
  const input = [`repository=${started.root}`, `out=${path.join(started.root, 'reports')}`];
  screen.line();
  screen.line(`  To try, in another terminal in ${started.root}:`);
  if (started.withExamples)
    screen.line(
      `    ${command} run start repository-report ${input.map((pair) => `--input ${quoted(pair)}`).join(' ')} --watch`,
    );
  screen.line(`    ${command} run list`);
  screen.line(`    ${command} approval list`);
}

const missionctl = ({ dataFolder, dataFolderIsUsual }: Started): string =>
  dataFolderIsUsual ? 'npx missionctl' : `MC_DATA_DIR=${quoted(dataFolder)} npx missionctl`;

/** As one word for a shell. */
function quoted(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

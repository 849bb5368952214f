import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Screen } from './screen.js';

/** The address, the key (shown once), and three commands to try. */
export function welcome(
  screen: Screen,
  started: { root: string; dataFolder: string; url: string; adminKey: string | undefined; seconds: number },
): void {
  const kept = path.join(started.dataFolder, 'cli.json');
  screen.line();
  screen.line(
    `  ${screen.strong('Mission Control is ready')} after ${started.seconds.toFixed(1)} s. Ctrl-C stops it; its data stay.`,
  );
  screen.line();
  screen.line(`  Address   ${screen.strong(started.url)}`);
  if (started.adminKey !== undefined)
    screen.line(
      `  Key       ${screen.strong(started.adminKey)}  ${screen.faint(`(shown once; missionctl finds it in ${kept})`)}`,
    );
  else screen.line(`  Key       kept in ${kept}`);
  screen.line();
  screen.line('  To try, in another terminal in this folder:');
  screen.line(`    npx missionctl run start repository-report --input '${exampleInput(started.root)}' --watch`);
  screen.line('    npx missionctl run list');
  screen.line('    npx missionctl approval list');
  screen.line();
}

function exampleInput(root: string): string {
  // A copy without history (an unpacked archive) has no commits to report on.
  const range = existsSync(path.join(root, '.git')) ? { range: 'HEAD' } : {};
  // A quote in the path would end the shell's string.
  return JSON.stringify({ repository: root, ...range }).replaceAll("'", "'\\''");
}

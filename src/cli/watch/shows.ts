import { formatUsd } from '../../domain/kernel/money.js';
import type { Surroundings, Terminal } from '../terminal.js';
import { plain } from '../style.js';
import { formatDuration } from '../time.js';
import { canvas } from './draw.js';
import { endedAs, isForPerson, type Picture, type PictureWait } from './picture.js';
import { type LinkState, eventLine, render, USUAL_WIDTHS, waitLines } from './render.js';
import { runSign } from './signs.js';
import type { Show } from './watch-run.js';

/** The picture redrawn in place on a terminal. */
export function liveShow(around: Surroundings, screen: Terminal): Show {
  const { stdout } = around;
  const paper = canvas(stdout);
  let last: { picture: Picture; link: LinkState } | undefined;
  const draw = (): void => {
    if (last === undefined) return;
    paper.draw(
      render(last.picture, last.link, {
        columns: stdout.columns ?? screen.columns,
        rows: stdout.rows,
        style: screen.style,
        unicode: screen.unicode,
        utc: screen.utc,
        now: around.now(),
      }),
    );
  };
  return {
    update(picture, link) {
      last = { picture, link };
      draw();
    },
    end() {
      draw();
      paper.end();
    },
  };
}

/** One line for each change, for logs and pipes. */
export function plainShow(around: Surroundings, screen: Terminal): Show {
  let begun = false;
  let wasAway = false;
  /** The waits that are told already; one that went away and came again is told again. */
  let told: ReadonlySet<string> = new Set();
  const { style } = screen;
  return {
    update(picture, link, fresh) {
      if (!begun) {
        begun = true;
        screen.line(
          `${style.bold(plain(picture.run.workflowId))} v${picture.run.version}  run ${picture.run.runId}  by ${plain(picture.run.operator)}`,
        );
      }
      if ((link === 'reconnecting') !== wasAway) {
        wasAway = !wasAway;
        screen.note(wasAway ? 'The server cannot be reached; reconnecting ...' : 'Connected again.');
      }
      for (const event of fresh) screen.line(withCause(eventLine(event, USUAL_WIDTHS, screen), event, picture));
      const waits = new Map(picture.waits.filter(isForPerson).map((wait) => [nameOf(wait), wait]));
      for (const [name, wait] of waits)
        if (!told.has(name))
          for (const line of waitLines({ ...picture, waits: [wait] }, { style, now: around.now() })) screen.line(line);
      told = new Set(waits.keys());
    },
    end(picture) {
      if (picture !== undefined && endedAs(picture.run) !== undefined) screen.line(closingLine(picture, screen));
    },
  };
}

/** NDJSON: the API's answer for the run, one line at each change. */
export function jsonShow(screen: Terminal): Show {
  let last: unknown;
  return {
    update(_picture, _link, _fresh, answer) {
      if (answer === last) return;
      const changed = last === undefined || JSON.stringify(answer) !== JSON.stringify(last);
      last = answer;
      if (changed) screen.data(answer, 'line');
    },
    end: () => undefined,
  };
}

/** Nothing until it ends. */
export function quietShow(screen: Terminal): Show {
  return {
    update: () => undefined,
    end(picture) {
      if (picture === undefined) return;
      if (endedAs(picture.run) !== undefined) screen.line(closingLine(picture, screen));
      else for (const line of waitLines(picture, { style: screen.style, now: screen.now() })) screen.line(line);
    },
  };
}

const nameOf = ({ kind, stepKey, approvalId }: PictureWait): string => [kind, stepKey, approvalId].join(' ');

function withCause(line: string, event: { type: string; stepKey?: string | undefined }, picture: Picture): string {
  if (!/^(StepFailed|StepDeadLettered|StepOutputRejected)$/.test(event.type)) return line;
  const error = picture.steps.find((step) => step.stepKey === event.stepKey)?.error;
  return error === undefined ? line : `${line}  ${plain(error)}`;
}

/** How it ended, on one line: state, time, cost, and why when it did not complete. */
export function closingLine({ run, steps }: Picture, screen: Pick<Terminal, 'style' | 'unicode'>): string {
  const sign = runSign(run.status);
  const done = steps.filter((step) => step.status === 'completed' || step.status === 'skipped').length;
  const took =
    run.endedAt === undefined ? '' : ` in ${formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt))}`;
  const why = run.reason === undefined || run.reason === '' ? '' : `: ${plain(run.reason)}`;
  return `${screen.style[sign.colour](`${screen.unicode ? sign.icon : sign.plainIcon} ${sign.word}`)}${took}, ${done} of ${steps.length} steps, ${formatUsd(run.budget.spentNano)}${why}`;
}

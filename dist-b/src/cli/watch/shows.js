import { formatUsd } from "../../domain/kernel/money.js";
import { plain } from "../style.js";
import { formatDuration } from "../time.js";
import { canvas } from "./draw.js";
import { endedAs, isForPerson } from "./picture.js";
import { eventLine, render, USUAL_WIDTHS, waitLines } from "./render.js";
import { runSign } from "./signs.js";
function liveShow(around, screen) {
  const { stdout } = around, paper = canvas(stdout);
  let last;
  const draw = () => {
    last !== void 0 && paper.draw(
      render(last.picture, last.link, {
        columns: stdout.columns ?? screen.columns,
        rows: stdout.rows,
        style: screen.style,
        unicode: screen.unicode,
        utc: screen.utc,
        now: around.now()
      })
    );
  };
  return {
    update(picture, link) {
      last = { picture, link }, draw();
    },
    end() {
      draw(), paper.end();
    }
  };
}
function plainShow(around, screen) {
  let begun = !1, wasAway = !1, told = /* @__PURE__ */ new Set();
  const { style } = screen;
  return {
    update(picture, link, fresh) {
      begun || (begun = !0, screen.line(
        `${style.bold(plain(picture.run.workflowId))} v${picture.run.version}  run ${picture.run.runId}  by ${plain(picture.run.operator)}`
      )), link === "reconnecting" !== wasAway && (wasAway = !wasAway, screen.note(wasAway ? "The server cannot be reached; reconnecting ..." : "Connected again."));
      for (const event of fresh) screen.line(withCause(eventLine(event, USUAL_WIDTHS, screen), event, picture));
      const waits = new Map(picture.waits.filter(isForPerson).map((wait) => [nameOf(wait), wait]));
      for (const [name, wait] of waits)
        if (!told.has(name))
          for (const line of waitLines({ ...picture, waits: [wait] }, { style, now: around.now() })) screen.line(line);
      told = new Set(waits.keys());
    },
    end(picture) {
      picture !== void 0 && endedAs(picture.run) !== void 0 && screen.line(closingLine(picture, screen));
    }
  };
}
function jsonShow(screen) {
  let last;
  return {
    update(_picture, _link, _fresh, answer) {
      if (answer === last) return;
      const changed = last === void 0 || JSON.stringify(answer) !== JSON.stringify(last);
      last = answer, changed && screen.data(answer, "line");
    },
    end: () => {
    }
  };
}
function quietShow(screen) {
  return {
    update: () => {
    },
    end(picture) {
      if (picture !== void 0)
        if (endedAs(picture.run) !== void 0) screen.line(closingLine(picture, screen));
        else for (const line of waitLines(picture, { style: screen.style, now: screen.now() })) screen.line(line);
    }
  };
}
const nameOf = ({ kind, stepKey, approvalId }) => [kind, stepKey, approvalId].join(" ");
function withCause(line, event, picture) {
  if (!/^(StepFailed|StepDeadLettered|StepOutputRejected)$/.test(event.type)) return line;
  const error = picture.steps.find((step) => step.stepKey === event.stepKey)?.error;
  return error === void 0 ? line : `${line}  ${plain(error)}`;
}
function closingLine({ run, steps }, screen) {
  const sign = runSign(run.status), done = steps.filter((step) => step.status === "completed" || step.status === "skipped").length, took = run.endedAt === void 0 ? "" : ` in ${formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt))}`, why = run.reason === void 0 || run.reason === "" ? "" : `: ${plain(run.reason)}`;
  return `${screen.style[sign.colour](`${screen.unicode ? sign.icon : sign.plainIcon} ${sign.word}`)}${took}, ${done} of ${steps.length} steps, ${formatUsd(run.budget.spentNano)}${why}`;
}
export {
  closingLine,
  jsonShow,
  liveShow,
  plainShow,
  quietShow
};
//# sourceMappingURL=shows.js.map

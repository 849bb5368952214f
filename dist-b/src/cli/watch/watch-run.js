import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { readEventsFrom, toPicture } from "./fetch-picture.js";
import { endedAs, waitsForPerson } from "./picture.js";
const POLL_MS = 1e3, SAFETY_POLL_MS = 15e3, EVENTS_KEPT = 50, EVENTS_AT_FIRST = 20, SETTLE_MS = 300;
async function watchRun(options) {
  const { api, runId, show, interrupted } = options;
  let answer, events = [], picture, away = !1;
  const progress = /* @__PURE__ */ new Map(), bell = doorbell(), { openLink } = await import("./link.js"), link = openLink(options.where, runId, {
    changed(position) {
      position !== void 0 && api.seen(position), bell.ring();
    },
    progress(message) {
      progress.set(message.stepKey, message);
    },
    connected: () => bell.ring()
  }), linkState = () => away ? "reconnecting" : link.up ? "live" : "polling", redraw = (fresh = []) => {
    answer !== void 0 && (picture = toPicture(answer.run, events, progress), show.update(picture, linkState(), fresh, answer.raw));
  }, ticker = setInterval(redraw, options.tickMs), stop = () => bell.ring();
  interrupted.addEventListener("abort", stop);
  let personSince;
  try {
    for (; ; ) {
      if (interrupted.aborted) return "interrupted";
      try {
        const { value, raw } = await api.call(endpoints.getRun, { params: { runId } }), from = answer === void 0 ? options.from ?? Math.max(0, value.run.revision + 1 - EVENTS_AT_FIRST) : nextOf(events, options.from), fresh = await readEventsFrom(api, runId, from);
        events = [...events, ...fresh].slice(-EVENTS_KEPT);
        const changed = answer === void 0 || answer.run.run.revision !== value.run.revision || away || fresh.length > 0;
        answer = { run: value, raw }, away = !1, redraw(changed ? fresh : []);
      } catch (error) {
        if (!(error instanceof Failure) || error.exit !== "unavailable" || answer === void 0) throw error;
        away = !0, redraw(), link.check();
      }
      const ended = picture === void 0 || away ? void 0 : endedAs(picture.run);
      if (ended !== void 0) return HOW_IT_ENDED[ended];
      if (!options.wait && !away && picture !== void 0 && waitsForPerson(picture)) {
        if (personSince ??= performance.now(), performance.now() - personSince >= SETTLE_MS) return "waitsForPerson";
      } else personSince = void 0;
      await bell.next(personSince !== void 0 ? SETTLE_MS : link.up && !away ? SAFETY_POLL_MS : POLL_MS);
    }
  } catch (error) {
    if (interrupted.aborted) return "interrupted";
    throw error;
  } finally {
    clearInterval(ticker), interrupted.removeEventListener("abort", stop), link.close(), show.end(picture);
  }
}
const HOW_IT_ENDED = { completed: "ok", failed: "runFailed", cancelled: "runCancelled" }, nextOf = (events, from) => (events.at(-1)?.revision ?? (from ?? 0) - 1) + 1;
function doorbell() {
  let rung = !1, wake;
  return {
    ring() {
      rung = !0, wake?.();
    },
    async next(withinMs) {
      rung || (await new Promise((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        wake = () => {
          clearTimeout(timer), resolve();
        };
      }), wake = void 0), rung = !1;
    }
  };
}
export {
  watchRun
};
//# sourceMappingURL=watch-run.js.map

import { jsonShow, liveShow, plainShow, quietShow } from "../watch/shows.js";
import { watchRun } from "../watch/watch-run.js";
const watch = (cli, runId, flags) => follow(cli, runId, { as: flags.plain === !0 ? "plain" : "live", wait: flags.wait });
async function follow(cli, runId, { as, wait, from }) {
  const { around, screen, api, where } = cli, isScreen = around.stdout.isTTY === !0 && around.env.TERM !== "dumb", isLive = as === "live" && isScreen && !screen.json, exit = await watchRun({
    api,
    where,
    interrupted: around.interrupted,
    runId,
    show: showFor(),
    wait,
    from,
    tickMs: isLive ? 250 : 1e3
  });
  return exit === "interrupted" && !screen.json && screen.note(`The run goes on. Watch it again: missionctl run watch ${runId}`), exit;
  function showFor() {
    return screen.json ? as === "quiet" ? { update: () => {
    }, end: () => {
    } } : jsonShow(screen) : as === "quiet" ? quietShow(screen) : isLive ? liveShow(around, screen) : plainShow(around, screen);
  }
}
export {
  follow,
  watch
};
//# sourceMappingURL=run-watch.js.map

import { Option } from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { resolveRun } from "../references.js";
import { clipStyled } from "../style.js";
import { toPictureEvent } from "../watch/fetch-picture.js";
import { eventLine, USUAL_WIDTHS } from "../watch/render.js";
import { examples, wholeNumber } from "./options.js";
function eventsCommands(program, act) {
  examples(
    program.command("events").description("the record of a run: every event, in order; or one of them with all that it holds").argument("<run>", "the run's id, its first or last characters, or: last").argument(
      "[revision]",
      "show this event only, with its data and metadata",
      (text) => wholeNumber(text, 0, 1e9)
    ).option("--full", "with data and metadata").addOption(
      new Option("--from <revision>", "from this revision on").argParser((text) => wholeNumber(text, 0, 1e9))
    ).addOption(
      new Option("-n, --limit <count>", "at most so many; default: all").argParser(
        (text) => wholeNumber(text, 1, 1e9)
      )
    ).action(
      act(async (cli, typed, revision, options) => {
        const runId = await resolveRun(cli.api, typed);
        return revision === void 0 ? list(cli, runId, options) : showOne(cli, runId, revision);
      })
    ),
    ["events last", "events 7c9e6679 12", "events 7c9e6679 --full --json > run.ndjson"]
  );
}
const PAGE = 500;
async function list(cli, runId, options) {
  const { screen, api } = cli;
  let left = options.limit ?? 1 / 0, from = options.from ?? 0;
  for (; from !== void 0 && left > 0; ) {
    const { value, raw } = await api.call(
      endpoints.listRunEvents,
      {
        params: { runId },
        query: { view: options.full === !0 ? "full" : "index", from, limit: Math.min(PAGE, left) }
      }
    );
    if (screen.json) for (const item of itemsOf(raw)) screen.data(item, "line");
    else value.items.forEach((event) => tell(cli, event, options.full === !0));
    left -= value.items.length, from = value.next !== void 0 && value.next > from ? value.next : void 0;
  }
}
const itemsOf = (raw) => typeof raw == "object" && raw !== null && "items" in raw && Array.isArray(raw.items) ? raw.items : [];
function tell({ screen }, event, full) {
  const line = eventLine(toPictureEvent(event), USUAL_WIDTHS, screen);
  if (screen.line(clipStyled(line, screen.columns)), full && event.data !== void 0)
    for (const text of JSON.stringify(event.data, null, 2).split(`
`)) screen.line(`      ${text}`);
}
async function showOne({ screen, api }, runId, revision) {
  const { value, raw } = await api.call(endpoints.getRunEvent, {
    params: { runId, revision },
    query: { payloads: "inline" }
  });
  if (screen.json) return screen.data(raw);
  screen.line(eventLine(toPictureEvent(value), { types: value.type.length, revisions: 1, steps: 0 }, screen));
  for (const [title, part] of [
    ["data", value.data],
    ["metadata", value.metadata]
  ])
    part !== void 0 && (screen.line(screen.style.faint(`${title}:`)), screen.line(JSON.stringify(part, null, 2)));
}
export {
  eventsCommands
};
//# sourceMappingURL=events.js.map

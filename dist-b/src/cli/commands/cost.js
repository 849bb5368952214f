import { InvalidArgumentError, Option } from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { resolveRun, shortId } from "../references.js";
import { table } from "../table.js";
import { formatInstant } from "../time.js";
import { examples } from "./options.js";
import { usd } from "../words.js";
const DIMENSIONS = ["run", "step", "agent", "model", "workflow", "operator", "hour", "day"];
function costCommands(program, act) {
  examples(
    program.command("cost").alias("costs").description("what it cost: sums of recorded charges, exact to the nano-dollar").addOption(new Option("--by <dimension>", "default: workflow; with --run: step").choices(DIMENSIONS)).option("--run <run>", "only the charges of this run (by step, agent or model)").option("--from <instant>", "with --by hour or day: from here on", instant).option("--to <instant>", "with --by hour or day: up to here", instant).action(act(async (cli, options) => cost(cli, options))),
    ["cost", "cost --by model", "cost --run last", "cost --by day --from 2026-11-01 --json"]
  );
}
function instant(text) {
  const at = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text);
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError("Give a day or an instant, such as 2026-11-24 or 2026-11-24T14:00:00Z.");
  return at.toISOString();
}
async function cost(cli, options) {
  const { screen, api } = cli, run = options.run === void 0 ? void 0 : await resolveRun(api, options.run), by = options.by ?? (run === void 0 ? (options.from ?? options.to) === void 0 ? "workflow" : "day" : "step"), { from, to } = options, { value, raw } = await api.call(endpoints.getCosts, {
    query: {
      by,
      ...run === void 0 ? {} : { run },
      ...from === void 0 ? {} : { from },
      ...to === void 0 ? {} : { to }
    }
  });
  if (screen.json) return screen.data(raw);
  const keyOf = (key) => by === "run" ? shortId(key) : by === "hour" || by === "day" ? formatInstant(key, screen.utc) : key, count = (number) => number === 0 ? "" : number.toLocaleString("en"), rows = [
    ...value.items.map((item) => ({ ...item, label: keyOf(item.key), isTotal: !1 })),
    { ...value.total, label: "total", isTotal: !0 }
  ];
  table(
    rows,
    [
      {
        title: value.by.toUpperCase(),
        value: (row) => row.label,
        shrinkTo: 12,
        paint: (cell, row, style) => row.isTotal ? style.bold(cell) : cell
      },
      {
        title: "COST",
        value: (row) => usd(row.nanoUsd),
        align: "right",
        paint: (cell, row, style) => row.isTotal ? style.bold(cell) : cell
      },
      { title: "INPUT", value: (row) => count(row.tokens.input), align: "right" },
      { title: "CACHED", value: (row) => count(row.tokens.cachedInput + row.tokens.cacheWrite), align: "right" },
      { title: "OUTPUT", value: (row) => count(row.tokens.output), align: "right" },
      { title: "REASONING", value: (row) => count(row.tokens.reasoning), align: "right" },
      { title: "CHARGES", value: (row) => count(row.charges), align: "right" }
    ],
    screen
  ).forEach((line) => screen.line(line)), value.total.estimated > 0 && screen.note(`${value.total.estimated} charges are of estimated tokens.`), value.total.unknown > 0 && screen.note(`${value.total.unknown} charges have no known price or usage; they count as 0 until it is known.`), value.incomplete && screen.note("Some events could not be projected yet; sums may be short. See: missionctl projections status");
}
export {
  costCommands
};
//# sourceMappingURL=cost.js.map

import { InvalidArgumentError, Option } from "commander";
import { IDEMPOTENCY_KEY } from "../../api/contract/primitives.js";
import { messageOf } from "../../domain/kernel/errors.js";
import { nanoFromUsd } from "../../domain/kernel/money.js";
import { Failure } from "../failure.js";
function examples(command, lines) {
  return command.addHelpText(
    "after",
    `
Examples:
${lines.map((line) => `  $ ${/^[A-Z_]+=/.test(line) ? "" : "missionctl "}${line}`).join(`
`)}`
  );
}
const collect = (value, before) => [...before ?? [], value], collectList = (value, before) => [
  ...before ?? [],
  ...value.split(",").map((each) => each.trim()).filter((each) => each !== "")
], NO_REASON = "no reason given", reasonOption = () => new Option("-r, --reason <text>", "why; it is recorded with your name").default(NO_REASON, `"${NO_REASON}"`), keyOption = () => new Option("--idempotency-key <key>", "the same key again gives the same answer and does nothing twice").argParser(
  (text) => {
    if (!IDEMPOTENCY_KEY.test(text)) throw new InvalidArgumentError("Give 1 to 200 printable ASCII characters.");
    return text;
  }
), limitOption = (fallback, most) => new Option("-n, --limit <count>", "at most so many").default(fallback).argParser((text) => wholeNumber(text, 1, most));
function wholeNumber(text, min, max) {
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || value < min || value > max)
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  return value;
}
const revision = (text) => wholeNumber(text, 0, 1e9), MOMENT = "2026-11-24T14:00, or 24h, 7d before now";
function instant(text) {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError("Give a day or an instant, for example 2026-11-24 or 2026-11-24T14:00:00Z.");
  return at.toISOString();
}
function nanoUsd(usd, option = "--min-usd") {
  try {
    return String(nanoFromUsd(usd));
  } catch (error) {
    throw new Failure("invalid", `${option}: ${messageOf(error)}`);
  }
}
export {
  MOMENT,
  NO_REASON,
  collect,
  collectList,
  examples,
  instant,
  keyOption,
  limitOption,
  nanoUsd,
  reasonOption,
  revision,
  wholeNumber
};
//# sourceMappingURL=options.js.map

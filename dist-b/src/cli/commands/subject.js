import {} from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { shortId } from "../references.js";
import { examples, keyOption } from "./options.js";
function subjectCommands(program, act) {
  const subject = program.command("subject").description("personal data: where a person is in it, and erasure (role admin)");
  examples(
    subject.command("show").description("whether anything is stored under a key of this person, and in which runs").argument("<person>", "the id that marked data name the person by").action(act(show)),
    ["subject show customer-17"]
  ), examples(
    subject.command("erase").description("destroy the key of a person: what it encrypted can never be read again, anywhere").argument("<person>", "the id that marked data name the person by").requiredOption("-r, --reason <text>", "why; it is recorded: do not name the person in it").addOption(keyOption()).action(act(async (cli, person, options) => erase(cli, person, options.reason))),
    ['subject erase customer-17 --reason "asked for it on 24 November"']
  );
}
async function show({ screen, api }, person) {
  const { value, raw } = await api.call(endpoints.lookUpSubject, { body: { subject: person } });
  if (screen.json) return screen.data(raw);
  if (value.keyId === null)
    return screen.line("Nothing is stored under a key of this person: there never was anything, or it was erased.");
  screen.line(`key ${value.keyId}`), screen.line(
    value.runs.length === 0 ? "in no run" : `in ${value.runs.length === 1 ? "1 run" : `${value.runs.length} runs`}: ${value.runs.map(shortId).join(", ")}`
  );
}
async function erase({ screen, api, key }, person, reason) {
  const { raw } = await api.call(endpoints.eraseSubject, { body: { subject: person, reason }, key });
  if (screen.json) return screen.data(raw);
  screen.line(`${screen.style.green("erased")}  what was stored of this person can never be read again`);
}
export {
  subjectCommands
};
//# sourceMappingURL=subject.js.map

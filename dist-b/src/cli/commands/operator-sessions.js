import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { plain } from "../style.js";
import { table } from "../table.js";
import { formatInstant } from "../time.js";
import { examples, keyOption } from "./options.js";
function operatorSessionCommands(operator, act) {
  examples(
    operator.command("link").description("an address that opens the console signed in, once, within ten minutes").argument("[operator]", "id of the operator (admin); default: yourself").addOption(keyOption()).action(
      act(async (cli, operatorId) => {
        const { value, raw } = operatorId === void 0 ? await cli.api.call(endpoints.issueOwnSignInLink, { body: {}, key: cli.key }) : await cli.api.call(endpoints.issueSignInLink, { params: { operatorId }, body: {}, key: cli.key });
        if (cli.screen.json) return cli.screen.data(raw);
        cli.screen.line(cli.where().url + plain(value.path)), cli.screen.note(
          cli.screen.style.faint(
            `Signs in ${plain(value.operatorId)}, once, until ${formatInstant(value.expiresAt, cli.screen.utc)}. Give it to nobody else.`
          )
        );
      })
    ),
    ["operator link", "operator link ada"]
  ), examples(
    operator.command("sessions").description("who is signed in to the console").option("--all", "of every operator (admin); default: yours").action(act(list)),
    ["operator sessions", "operator sessions --all"]
  ), examples(
    operator.command("sign-out").description("end a session, or all of them; from the answer on it opens nothing").argument("[session]", 'id of the session, as "operator sessions" shows it').option("--everywhere", "all open sessions, and the sign-in links that nobody has used").option("--operator <operator>", "whose (admin); default: yours").option("-r, --reason <text>", "why; it is recorded with your name").addOption(keyOption()).action(act(signOut)),
    ["operator sign-out s3v9q2x7m1pd", 'operator sign-out --everywhere --operator ada --reason "laptop was stolen"']
  );
}
async function list({ screen, api }, { all }) {
  const { value, raw } = await api.call(endpoints.listSessions, { query: { of: all ? "all" : "me" } });
  if (screen.json) return screen.data(raw);
  if (value.items.length === 0) return screen.line("Nobody is signed in.");
  table(
    value.items,
    [
      { title: "SESSION", value: ({ sessionId }) => sessionId, paint: (cell, _, style) => style.bold(cell) },
      { title: "OPERATOR", value: ({ operatorId }) => operatorId },
      { title: "ROLES", value: ({ roles }) => roles.join(", "), shrinkTo: 8 },
      { title: "STARTED", value: ({ startedAt }) => formatInstant(startedAt, screen.utc) },
      { title: "EXPIRES", value: ({ expiresAt }) => formatInstant(expiresAt, screen.utc) },
      { title: "BY", value: ({ via }) => via.kind === "link" ? `link ${via.linkId}` : `key ${via.keyId}` },
      { title: "DEVICE", value: ({ device }) => device, shrinkTo: 8 }
    ],
    screen
  ).forEach((line) => screen.line(line));
}
async function signOut(cli, sessionId, options) {
  if (sessionId === void 0 == (options.everywhere === void 0))
    throw new Failure("invalid", "Name a session, or give --everywhere.", {
      hint: "Sessions: missionctl operator sessions"
    });
  const query = {
    ...options.operator === void 0 ? {} : { operatorId: options.operator },
    ...options.reason === void 0 ? {} : { reason: options.reason }
  };
  if (sessionId !== void 0) {
    const { raw: raw2 } = await cli.api.call(endpoints.endSession, { params: { sessionId }, query, key: cli.key });
    return cli.screen.json ? cli.screen.data(raw2) : cli.screen.line(`ended    session ${plain(sessionId)}`);
  }
  const { value, raw } = await cli.api.call(endpoints.endSessions, { query: { ...query, keep: "none" }, key: cli.key });
  if (cli.screen.json) return cli.screen.data(raw);
  cli.screen.line(`ended    ${value.ended} ${value.ended === 1 ? "session" : "sessions"}`);
}
export {
  operatorSessionCommands
};
//# sourceMappingURL=operator-sessions.js.map

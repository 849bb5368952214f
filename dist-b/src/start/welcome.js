import path from "node:path";
import {} from "./screen.js";
function welcome(screen, started) {
  const kept = path.join(started.dataFolder, "cli.json"), shown = screen.faint(`(shown once; missionctl finds it in ${kept})`), command = started.dataFolderIsUsual ? "npx missionctl" : `MC_DATA_DIR=${quoted(started.dataFolder)} npx missionctl`, input = [`repository=${started.root}`, `out=${path.join(started.root, "reports")}`];
  screen.line(), screen.line(`  ${screen.strong("Mission Control is ready")} after ${started.seconds.toFixed(1)} s.`), screen.line(), started.signInAddress !== void 0 && (screen.line(`  Open      ${screen.strong(started.signInAddress)}`), screen.line(
    `            ${screen.faint(`(signs you in, once, within ten minutes; another one: ${command} operator link)`)}`
  )), screen.line(`  Address   ${started.url}`), screen.line(
    `  Key       ${started.adminKey === void 0 ? `kept in ${kept}` : `${screen.strong(started.adminKey)}  ${shown}`}`
  ), screen.line(), screen.line(`  To try, in another terminal in ${started.root}:`), screen.line(
    `    ${command} run start repository-report ${input.map((pair) => `--input ${quoted(pair)}`).join(" ")} --watch`
  ), screen.line(`    ${command} run list`), screen.line(`    ${command} approval list`), screen.line(), screen.line("  Ctrl-C stops everything; all data stay.");
}
function quoted(text) {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
export {
  welcome
};
//# sourceMappingURL=welcome.js.map

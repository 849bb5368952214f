import { createServer } from "node:net";
import { StartupError } from "./startup-error.js";
function freePort() {
  return listenOnce(0);
}
async function isFree(port) {
  try {
    return await listenOnce(port), !0;
  } catch {
    return !1;
  }
}
async function choosePort(asked, preferred) {
  if (asked.port !== void 0) {
    if (await isFree(asked.port)) return asked.port;
    throw new StartupError(
      `Port ${asked.port} for ${asked.what} is in use by another program. Stop that program, set ${asked.variable} to a free port, or leave ${asked.variable} unset to have one chosen.`
    );
  }
  for (const port of preferred) if (port !== void 0 && await isFree(port)) return port;
  return freePort();
}
function listenOnce(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject), server.listen({ port, host: "127.0.0.1", exclusive: !0 }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address == "object" ? address.port : port));
    });
  });
}
export {
  choosePort,
  freePort,
  isFree
};
//# sourceMappingURL=ports.js.map

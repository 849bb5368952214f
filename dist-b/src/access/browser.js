import { DomainError } from "../domain/kernel/errors.js";
function browserOf({ headers, socket }, trustedProxies) {
  const forwarded = (name) => trustedProxies > 0 ? listIn(headers[name]) : [], host = (forwarded("x-forwarded-host")[0] ?? headers.host ?? "").toLowerCase(), secure = socket.encrypted === !0 || forwarded("x-forwarded-proto")[0] === "https", hops = [...forwarded("x-forwarded-for"), socket.remoteAddress ?? ""];
  return {
    host,
    secure,
    origin: headers.origin,
    session: cookieIn(headers.cookie, cookieName({ host, secure })),
    address: hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? "",
    device: (headers["user-agent"] ?? "").slice(0, 200)
  };
}
function cookieName({ host, secure }) {
  const port = /:(\d{1,5})$/.exec(host)?.[1];
  return `${secure ? "__Host-" : ""}mc_session${port === void 0 ? "" : `_${port}`}`;
}
const sessionCookie = (browser, token, maxAgeSeconds) => [
  `${cookieName(browser)}=${token}`,
  "Path=/",
  "HttpOnly",
  "SameSite=Strict",
  `Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}`,
  ...browser.secure ? ["Secure"] : []
].join("; "), noSessionCookie = (browser) => sessionCookie(browser, "", 0);
function requireOwnOrigin({ origin, host, secure }, required) {
  if (origin === void 0 && !required) return;
  const url = origin !== void 0 && URL.canParse(origin) ? new URL(origin) : void 0;
  if (!(url?.host === host && (!secure || url.protocol === "https:")))
    throw new DomainError(
      "ACCESS.ORIGIN",
      "forbidden",
      origin === void 0 ? "With a session, changes need the header Origin, as browsers send it. Programs use a key: `Authorization: Bearer mc_key_...`." : `A page of ${origin} may not act here, at ${host}. Behind a proxy: set MC_TRUSTED_PROXIES, and let it pass on Host or X-Forwarded-Host.`
    );
}
const listIn = (header) => (Array.isArray(header) ? header.join(",") : header ?? "").split(",").map((part) => part.trim()).filter((part) => part !== "");
function cookieIn(header, name) {
  for (const pair of (header ?? "").split(";")) {
    const [key, ...value] = pair.trim().split("=");
    if (key === name && value.length > 0 && value[0] !== "") return value.join("=");
  }
}
export {
  browserOf,
  noSessionCookie,
  requireOwnOrigin,
  sessionCookie
};
//# sourceMappingURL=browser.js.map

import { readFileSync } from "node:fs";
import path from "node:path";
import sirv from "sirv";
const NOT_PAGES = [/^\/api(\/|$)/, /^\/docs(\/|-|$)/, /^\/health(\/|$)/, /^\/metrics$/, /^\/socket\.io(\/|$)/];
function consoleFiles(folder) {
  const page = folder === void 0 ? void 0 : pageIn(folder);
  if (folder === void 0 || page === void 0) return;
  const files = sirv(folder, {
    single: !0,
    brotli: !0,
    gzip: !0,
    etag: !0,
    ignores: NOT_PAGES,
    setHeaders: (response, pathname) => {
      const forever = pathname.startsWith("/_app/immutable/");
      response.setHeader("cache-control", forever ? "public, max-age=31536000, immutable" : "no-cache");
    }
  });
  return {
    serve: (request, response, next) => isRead(request.method) ? files(request, response, next) : next(),
    scriptHashes: [...page.matchAll(/'sha256-[A-Za-z0-9+/=]+'/g)].map(([hash]) => hash)
  };
}
const isRead = (method) => method === "GET" || method === "HEAD";
function pageIn(folder) {
  try {
    return readFileSync(path.join(folder, "index.html"), "utf8");
  } catch {
    return;
  }
}
export {
  consoleFiles
};
//# sourceMappingURL=console-files.js.map

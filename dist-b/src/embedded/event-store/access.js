import { createHash, createPrivateKey, timingSafeEqual, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import os from "node:os";
class AccessError extends Error {
  name = "AccessError";
}
const LOOPBACK = "127.0.0.1", isLoopback = (host) => host === "localhost" || host === "::1" || host.startsWith("127."), isWildcard = (host) => host === "0.0.0.0" || host === "::";
function readAccess(settings) {
  const { host = LOOPBACK, certificateFile, keyFile, user, password } = settings, problems = [];
  certificateFile === void 0 != (keyFile === void 0) && problems.push("TLS needs both files, the certificate and its key: only one of them is given."), user === void 0 != (password === void 0) && problems.push("A user needs a password, and a password a user: only one of them is given."), user?.includes(":") && problems.push("The name of a user cannot hold a colon."), user !== void 0 && certificateFile === void 0 && problems.push(
    "A user needs TLS: without it clients send neither name nor password. Give a certificate and its key."
  ), !isLoopback(host) && (certificateFile === void 0 || user === void 0) && problems.push(
    `Listening on ${host} needs TLS and a user: everybody who reaches it could read and write all of it.`
  );
  const tls = certificateFile !== void 0 && keyFile !== void 0 ? readTls(certificateFile, keyFile, problems) : void 0, reachedAs = tls ? nameFor(host, tls.certificate) : isWildcard(host) ? os.hostname() : host;
  if (reachedAs === void 0 && problems.push(
    `The certificate ${certificateFile} is for none of ${candidates(host).join(", ")}: make one whose subjectAltName holds the name that clients use.`
  ), problems.length > 0 || reachedAs === void 0) throw new AccessError(problems.join(`
`));
  return {
    host,
    reachedAs,
    tls: tls && { cert: tls.cert, key: tls.key },
    admits: user !== void 0 && password !== void 0 ? gatekeeper(user, password) : () => !0
  };
}
function gatekeeper(user, password) {
  const hash = (text) => createHash("sha256").update(text).digest(), expected = hash(`${user}:${password}`);
  return (authorization) => {
    const [, given] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "") ?? [];
    return given !== void 0 && timingSafeEqual(hash(Buffer.from(given, "base64").toString("utf8")), expected);
  };
}
function readTls(certificateFile, keyFile, problems) {
  const cert = readPem(certificateFile, "certificate", problems), key = readPem(keyFile, "key", problems), certificate = cert && parsed(() => new X509Certificate(cert), `${certificateFile} is no PEM certificate`, problems), privateKey = key && parsed(() => createPrivateKey(key), `${keyFile} is no PEM private key without a passphrase`, problems);
  if (!(!cert || !key || !certificate || !privateKey)) {
    if (!certificate.checkPrivateKey(privateKey)) {
      problems.push(`The key ${keyFile} does not belong to the certificate ${certificateFile}.`);
      return;
    }
    if (Date.parse(certificate.validTo) < Date.now()) {
      problems.push(`The certificate ${certificateFile} has expired on ${certificate.validTo}: make a new one.`);
      return;
    }
    return { cert, key, certificate };
  }
}
function readPem(file, what, problems) {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    problems.push(`The ${what} file ${file} cannot be read (${code}). Check the path, and that this user may read it.`);
    return;
  }
}
function parsed(parse, otherwise, problems) {
  try {
    return parse();
  } catch (error) {
    problems.push(`${otherwise} (${error instanceof Error ? error.message : String(error)}).`);
    return;
  }
}
const candidates = (host) => isWildcard(host) ? [os.hostname(), "localhost", LOOPBACK] : isLoopback(host) ? [host, "localhost", LOOPBACK] : [host, os.hostname()], nameFor = (host, certificate) => candidates(host).find((name) => isIP(name) > 0 ? certificate.checkIP(name) : certificate.checkHost(name));
export {
  AccessError,
  LOOPBACK,
  readAccess
};
//# sourceMappingURL=access.js.map

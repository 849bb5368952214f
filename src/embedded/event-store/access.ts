import { createHash, createPrivateKey, timingSafeEqual, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import os from 'node:os';

/** How a node may be reached, as it is set. Without any of it: on 127.0.0.1, plain, by anybody on this machine. */
export interface AccessSettings {
  /** Address to listen on; default 127.0.0.1. Another one than this machine's own needs TLS and a user. */
  host?: string | undefined;
  /** PEM file: the certificate, and those between it and its authority. */
  certificateFile?: string | undefined;
  /** PEM file. */
  keyFile?: string | undefined;
  user?: string | undefined;
  password?: string | undefined;
}

export interface Access {
  readonly host: string;
  /** The name or address that clients should use: one that the certificate is valid for. */
  readonly reachedAs: string;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** Whether a call with this `authorization` header may be made. */
  admits(authorization: string | undefined): boolean;
}

/** The settings do not fit together, or name a file that cannot be used. One line for each problem, which says what to do. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
}

export const LOOPBACK = '127.0.0.1';
const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');
const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** @throws AccessError with all problems at once */
export function readAccess(settings: AccessSettings): Access {
  const { host = LOOPBACK, certificateFile, keyFile, user, password } = settings;
  const problems: string[] = [];
  if ((certificateFile === undefined) !== (keyFile === undefined))
    problems.push('TLS needs both files, the certificate and its key: only one of them is given.');
  if ((user === undefined) !== (password === undefined))
    problems.push('A user needs a password, and a password a user: only one of them is given.');
  if (user?.includes(':')) problems.push('The name of a user cannot hold a colon.');
  if (user !== undefined && certificateFile === undefined)
    problems.push(
      'A user needs TLS: without it clients send neither name nor password. Give a certificate and its key.',
    );
  if (!isLoopback(host) && (certificateFile === undefined || user === undefined))
    problems.push(
      `Listening on ${host} needs TLS and a user: everybody who reaches it could read and write all of it.`,
    );
  const tls =
    certificateFile !== undefined && keyFile !== undefined ? readTls(certificateFile, keyFile, problems) : undefined;
  const reachedAs = tls ? nameFor(host, tls.certificate) : isWildcard(host) ? os.hostname() : host;
  if (reachedAs === undefined)
    problems.push(
      `The certificate ${certificateFile} is for none of ${candidates(host).join(', ')}: make one whose subjectAltName holds the name that clients use.`,
    );
  if (problems.length > 0 || reachedAs === undefined) throw new AccessError(problems.join('\n'));
  return {
    host,
    reachedAs,
    tls: tls && { cert: tls.cert, key: tls.key },
    admits: user !== undefined && password !== undefined ? gatekeeper(user, password) : () => true,
  };
}

/** Compares in constant time: hashes, since lengths would tell something too. */
function gatekeeper(user: string, password: string): Access['admits'] {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = hash(`${user}:${password}`);
  return (authorization) => {
    const [, given] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
    return given !== undefined && timingSafeEqual(hash(Buffer.from(given, 'base64').toString('utf8')), expected);
  };
}

function readTls(
  certificateFile: string,
  keyFile: string,
  problems: string[],
): { cert: Buffer; key: Buffer; certificate: X509Certificate } | undefined {
  const cert = readPem(certificateFile, 'certificate', problems);
  const key = readPem(keyFile, 'key', problems);
  const certificate =
    cert && parsed(() => new X509Certificate(cert), `${certificateFile} is no PEM certificate`, problems);
  const privateKey: KeyObject | undefined =
    key && parsed(() => createPrivateKey(key), `${keyFile} is no PEM private key without a passphrase`, problems);
  if (!cert || !key || !certificate || !privateKey) return undefined;
  if (!certificate.checkPrivateKey(privateKey)) {
    problems.push(`The key ${keyFile} does not belong to the certificate ${certificateFile}.`);
    return undefined;
  }
  if (Date.parse(certificate.validTo) < Date.now()) {
    problems.push(`The certificate ${certificateFile} has expired on ${certificate.validTo}: make a new one.`);
    return undefined;
  }
  return { cert, key, certificate };
}

function readPem(file: string, what: string, problems: string[]): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    problems.push(`The ${what} file ${file} cannot be read (${code}). Check the path, and that this user may read it.`);
    return undefined;
  }
}

function parsed<T>(parse: () => T, otherwise: string, problems: string[]): T | undefined {
  try {
    return parse();
  } catch (error) {
    problems.push(`${otherwise} (${error instanceof Error ? error.message : String(error)}).`);
    return undefined;
  }
}

/** By what a client could reach a host, the likeliest first. */
const candidates = (host: string): string[] => {
  if (isWildcard(host)) return [os.hostname(), 'localhost', LOOPBACK];
  return isLoopback(host) ? [host, 'localhost', LOOPBACK] : [host, os.hostname()];
};

const nameFor = (host: string, certificate: X509Certificate): string | undefined =>
  candidates(host).find((name) => (isIP(name) > 0 ? certificate.checkIP(name) : certificate.checkHost(name)));

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { DomainError } from '../../domain/kernel/errors.js';
import { problemOf, type ProblemAnswer } from './problem.js';

/** Answers what Node refuses before there is a request, as every other refusal: with a problem that has a code. */
export function answerUnreadable(server: Server): void {
  const answering = new WeakMap<Duplex, Exchange>();
  server.prependListener('request', (request, response) => {
    answering.set(request.socket, { request, response });
    // Express answers what it cannot parse by itself, as HTML: it is asked for an address that there is not.
    if (!isAddress(request.url ?? '')) request.url = `/api/${encodeURIComponent(request.url ?? '')}`;
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy(error);
      return;
    }
    const { request, response } = answering.get(socket) ?? {};
    const isOpen = response?.writableFinished === false;
    if (isOpen && request?.complete === true) {
      // What cannot be read comes after a request that is being carried out: a refusal now would be taken for the answer to it.
      socket.pause();
      response.once('finish', () => socket.end());
      return;
    }
    // In the middle of an answer a second one would be taken for a part of it.
    if (isOpen && response.headersSent) socket.destroy(error);
    else socket.end(textOf(problemOf(refusalOf(error), '')), () => socket.destroy());
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const problem = new DomainError(
      'REQUEST.EXPECTATION',
      'invalid',
      'Leave out the header Expect, or send `Expect: 100-continue`.',
    );
    const { status, body } = problemOf(problem, request.url ?? '');
    response.writeHead(status, { 'content-type': PROBLEM, connection: 'close' }).end(JSON.stringify(body));
  });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const isAddress = (target: string): boolean => target.startsWith('/') || target === '*' || URL.canParse(target);

const PROBLEM = 'application/problem+json; charset=utf-8';

function refusalOf({ code, message }: NodeJS.ErrnoException): DomainError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new DomainError(
        'REQUEST.HEADERS_TOO_LARGE',
        'invalid',
        'Address and headers are larger than 16 KiB together.',
      );
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new DomainError('REQUEST.TOO_SLOW', 'invalid', 'The request did not arrive in time: send it again.');
    default:
      return new DomainError('REQUEST.MALFORMED', 'invalid', `This is no request of HTTP/1.1 (${message}).`);
  }
}

function textOf({ status, body }: ProblemAnswer): string {
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${body.title}`,
    `content-type: ${PROBLEM}`,
    `content-length: ${Buffer.byteLength(text)}`,
    'cache-control: no-store',
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}

import type { Socket } from 'node:net';
import { InvalidRequest, renderProblem } from '#libs/contract-kit';

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers what is not HTTP, too large a header, or too slow to come; there is no request to reply to yet. */
export function answerBrokenHttp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) {
    const line = STATUS_LINES[error.code ?? ''] ?? '400 Bad Request';
    const status = Number(line.slice(0, 3));
    const body = JSON.stringify({
      ...renderProblem(InvalidRequest.with(), 'zh'),
      status,
      detail: line.slice(4),
    });
    socket.write(
      `HTTP/1.1 ${line}\r\nContent-Type: application/problem+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroySoon();
}

import net from 'node:net';
import type { FuzzInput } from './input.ts';

/** What a server did with an input. */
export interface Exchange {
  received: Buffer;
  /** How the connection ended; `open` when the server kept it although the client had left. */
  end: 'closed' | 'reset' | 'open';
}

/** Milliseconds without a byte after which the client of a response that stays open leaves. */
const quiet = 60;
/** The most of a response that is kept, in bytes. */
const kept = 2 * 1_024 * 1_024;

/**
 * Sends an input over a connection of its own, and leaves once nothing more arrives. Resolves when the connection has closed, or the bound,
 * in milliseconds, is over.
 */
export function exchange(input: FuzzInput, port: number, bound: number): Promise<Exchange> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const chunks: Buffer[] = [];
    let size = 0;
    let wasReset = false;
    let timer: NodeJS.Timeout | undefined;
    const [first = Buffer.alloc(0), ...others] = input.parts;
    const leave = () => {
      if (input.leaves === 'reset') socket.resetAndDestroy();
      else socket.end();
    };
    const leaveLater = () => {
      clearTimeout(timer);
      timer = setTimeout(leave, quiet);
    };
    const deadline = setTimeout(() => finish('open'), bound);
    const finish = (end: Exchange['end']) => {
      clearTimeout(timer);
      clearTimeout(deadline);
      socket.destroy();
      resolve({ received: Buffer.concat(chunks), end });
    };
    socket.on('error', () => {
      wasReset = true;
    });
    socket.on('data', (chunk: Buffer) => {
      if (size === 0 && input.webSocket) for (const part of others) socket.write(part);
      size += chunk.length;
      if (size <= kept) chunks.push(chunk);
      leaveLater();
    });
    // The server has closed its side.
    socket.on('end', () => socket.end());
    socket.on('close', () => finish(wasReset ? 'reset' : 'closed'));
    socket.write(first);
    if (!input.webSocket) for (const part of others) socket.write(part);
    if (!input.complete) leaveLater();
  });
}

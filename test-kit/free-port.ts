import dgram from 'node:dgram';
import net from 'node:net';

/** Returns a port of 127.0.0.1 that is free now, and that this function gives nobody else while this process runs. */
export async function freePort(): Promise<number> {
  return (await freePorts(1))[0] as number;
}

/** Returns `count` consecutive ports, in ascending order, each as {@link freePort} gives them. */
export async function freePorts(count: number): Promise<number[]> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = 20_000 + Math.floor(Math.random() * 12_000);
    const reservations = await Promise.all(Array.from({ length: count }, (_, index) => reserve(first + index)));
    const ports = reservations.flatMap((reservation) => (reservation ? [reservation.port] : []));
    if (ports.length === count) return ports;
    for (const reservation of reservations) reservation?.release();
  }
  throw new Error(`found no ${count} consecutive free ports`);
}

/**
 * Reserves a port against other processes that run tests: a server listens some time after it was given its port, and again after a restart.
 * A UDP socket marks the port, because it leaves the TCP port of that number free, and the system closes it with the process.
 */
async function reserve(port: number): Promise<{ port: number; release: () => void } | undefined> {
  const mark = await marked(port);
  if (mark && (await isFree(port))) return { port, release: () => mark.close() };
  mark?.close();
  return undefined;
}

function marked(port: number): Promise<dgram.Socket | undefined> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket('udp4').unref();
    socket.once('error', () => {
      socket.close();
      resolve(undefined);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(socket));
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

import net from 'node:net';
import { StartFault } from '../run/start-fault.ts';

/** Another process listens on the port. */
export class PortTaken extends StartFault {
  readonly port: number;

  constructor(port: number, service: string) {
    super(
      `Port ${port} (${service}) is taken. Stop the process that listens there, or set PORT to move all ports of the platform.`,
    );
    this.name = 'PortTaken';
    this.port = port;
  }
}

/**
 * Checks that the port can be listened on, and leaves it free.
 *
 * @throws PortTaken when another process listens there; other errors of listening, such as EACCES, as they are.
 */
export async function assertPortFree(port: number, host: string, service: string): Promise<void> {
  const probe = net.createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen({ port, host, exclusive: true }, resolve);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTaken(port, service);
    throw error;
  }
  await new Promise((resolve) => probe.close(resolve));
}

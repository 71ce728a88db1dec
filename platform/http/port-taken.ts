import net from 'node:net';

/** Something else listens where the platform wants to. */
export class PortTaken extends Error {
  readonly port: number;

  constructor(port: number, what: string) {
    super(`Port ${port} (${what}) is taken. Stop what listens there, or set PORT to move all of the platform's ports.`);
    this.name = 'PortTaken';
    this.port = port;
  }
}

/**
 * Resolves when `port` could be listened on at this moment, and leaves it free. Throws PortTaken when it is taken; any
 * other fault of listening (EACCES for a port below 1024, say) as it came.
 */
export async function assertPortFree(port: number, host: string, what: string): Promise<void> {
  const probe = net.createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen({ port, host, exclusive: true }, resolve);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTaken(port, what);
    throw error;
  }
  await new Promise((resolve) => probe.close(resolve));
}

import { startEmbeddedPostgres } from '../embedded-postgres.ts';

/**
 * A platform that consists of its PostgreSQL: `platform.ts DATA_DIR PORT`. Prints its events as lines of JSON. SIGTERM
 * stops it; SIGINT is only printed.
 */
const [dataDir = '', port = ''] = process.argv.slice(2);
const print = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`);

process.on('SIGINT', () => print({ event: 'interrupted' }));

try {
  const postgres = await startEmbeddedPostgres({ dataDir, port: Number(port), durable: false });
  process.once('SIGTERM', () => postgres.stop());
  print({ event: 'up', url: postgres.url, port: postgres.port });
} catch (error) {
  const { name, message } = error as Error;
  print({ event: 'refused', name, message });
  process.exitCode = 1;
}

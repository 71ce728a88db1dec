import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres.ts';

const { DATA_DIR = '', PORT } = process.env;

const { url } = await startEmbeddedPostgres({ dataDir: DATA_DIR, port: Number(PORT), durable: false });
console.log(`url ${url}\nready`);
// The server outlives this process, which would start it again after a fault.
process.exit();

import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres.ts';

const { DATA_DIR = '', PORT } = process.env;

// The server outlives this process, which only holds the lock on its folder.
const { url } = await startEmbeddedPostgres({ dataDir: DATA_DIR, port: Number(PORT), durable: false });
console.log(`url ${url}\nready`);

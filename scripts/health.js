// Exits with 0 when the service of this container is ready. The image has no curl.
const { PORT = '4000' } = process.env;
const signal = AbortSignal.timeout(4_000);
const { ok } = await fetch(`http://127.0.0.1:${PORT}/health/ready`, { signal }).catch(() => ({ ok: false }));
process.exitCode = ok ? 0 : 1;

// The gateway of Mercurius, which composes the schemas of the subgraphs itself.
import mercurius from '@mercuriusjs/gateway';
import Fastify from 'fastify';

const [services, port] = process.argv.slice(2);
const app = Fastify();
await app.register(mercurius, { gateway: { services: JSON.parse(services) }, jit: 1 });
await app.listen({ host: '127.0.0.1', port: Number(port) });

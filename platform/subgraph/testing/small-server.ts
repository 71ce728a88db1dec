import type { EntityManager } from '@mikro-orm/postgresql';
import { freePort } from '#test-kit/free-port.ts';
import { silent } from '#test-kit/templates.ts';
import { systemClock } from '../../clock.ts';
import { gatewayLimits } from '../../graphql/sockets/socket-limits.ts';
import { Metrics } from '../../http/metrics.ts';
import { InProcessFeed } from '../../messaging/live/live-feed.ts';
import { SessionWatch } from '../../security/session-watch.ts';
import { type SubgraphServer, startSubgraphServer } from '../server.ts';

/** Starts a subgraph with the name `tiny` and no token, on a free port. */
export async function startSmallServer(
  typeDefs: string,
  resolvers: Record<string, object>,
  em: EntityManager = {} as EntityManager,
  production = false,
): Promise<SubgraphServer> {
  return startSubgraphServer({
    name: 'tiny',
    metrics: new Metrics('tiny'),
    typeDefs,
    resolvers,
    services: { em, clock: systemClock, newId: (prefix) => prefix, feed: new InProcessFeed(), wake: () => {} },
    verifyToken: () => Promise.reject(new Error('no token is sent')),
    checks: {},
    port: await freePort(),
    host: '127.0.0.1',
    production,
    metricsPort: undefined,
    trustedProxies: [],
    sessions: new SessionWatch(null),
    sockets: gatewayLimits(false),
    drainSeconds: 0,
    log: silent,
  });
}

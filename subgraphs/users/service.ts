import path from 'node:path';
import type { Metrics } from '#platform/http/metrics.ts';
import { Limits } from '#platform/limits.ts';
import { BackgroundLoop, type Job } from '#platform/run/background-loop.ts';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { type RunningSubgraph, type SubgraphOptions, startSubgraph } from '#platform/subgraph/start-subgraph.ts';
import type { SubgraphModule } from '#platform/subgraph/subgraph-module.ts';
import { migrations } from '../../migrations/users/index.ts';
import type { UsersServices } from './context.ts';
import { Passwords } from './domain/admins/passwords.ts';
import { auditPruneBatch, pruneAuditEntries } from './domain/audit/prune-audit-entries.ts';
import { entities } from './entities/index.ts';
import { handlersOf } from './events/consumed.ts';
import { nodeOwners } from './node-owners.ts';
import { resolvers } from './resolvers/index.ts';
import { readUsersSettings, type UsersSettings } from './settings.ts';

export const database = { entities, migrations };

/** Milliseconds between two prunings of the audit log. */
const interval = 60_000;

/** Starts the users subgraph: database, pruning and server. */
export function createUsers(options: SubgraphOptions<UsersSettings>): Promise<RunningSubgraph> {
  return startSubgraph<UsersServices>(options, {
    schemaFile: path.join(import.meta.dirname, 'schema.graphql'),
    database,
    resolvers,
    services: (base, lifecycle, { metrics }) => {
      const { settings, log } = options;
      const pruning = new BackgroundLoop(jobsOf(base, settings), { interval, startDelay: interval, log });
      lifecycle.add('pruning of the audit log', pruning);
      const passwords = lifecycle.add('passwords', passwordsOf(settings, metrics));
      return { ...base, passwords, nodesOf: nodeOwners(settings.urls) };
    },
    handlers: handlersOf,
  });
}

/** Every instance runs these jobs concurrently. */
function jobsOf({ em, clock }: SubgraphServices, { auditRetentionDays }: UsersSettings): Record<string, Job> {
  return {
    pruneAuditLog: async () => (await pruneAuditEntries(em, clock.now(), auditRetentionDays)) >= auditPruneBatch,
  };
}

function passwordsOf({ passwordHashes }: UsersSettings, metrics: Metrics): Passwords {
  // It is not for measuring only: without it, wrong passwords would slow down every other request.
  const limits = new Limits<'password-hashes'>(metrics, []);
  const passwords = new Passwords(passwordHashes, () => void limits.exceeded('password-hashes'));
  metrics.gauge('password_hashes_waiting', 'Passwords that wait to be hashed', () => passwords.waiting);
  return passwords;
}

export const subgraph: SubgraphModule<UsersSettings> = { readSettings: readUsersSettings, create: createUsers };

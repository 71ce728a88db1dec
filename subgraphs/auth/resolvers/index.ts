import { rowsById } from '#platform/database/rows-by-id.ts';
import { scalars } from '#platform/graphql/scalars.ts';
import { listSessions } from '../domain/sessions/list-sessions.ts';
import { OAuthApplication } from '../entities/oauth-application.ts';
import { OAuthScope } from '../entities/oauth-scope.ts';
import type { AccountResolvers, QueryResolvers, Resolvers, SessionResolvers } from '../generated/types.ts';
import { mutations } from './mutations.ts';

/** The most applications, or scopes, of one list: admins register them by hand. */
const maxListed = 1_000;
const applicationsById = rowsById(OAuthApplication);

const queries: QueryResolvers = {
  oauthApplications: (_root, _arguments, { em }) =>
    em.find(OAuthApplication, {}, { orderBy: { clientId: 'asc' }, limit: maxListed }),
  oauthScopes: (_root, _arguments, { em }) => em.find(OAuthScope, {}, { orderBy: { name: 'asc' }, limit: maxListed }),
};

const accountType: AccountResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  sessions: ({ id }, _arguments, { em, viewer, now }) => listSessions(em, id, viewer, now),
};

const sessionType: SessionResolvers = {
  application: async (session, _arguments, context) => {
    const application = await context.load(applicationsById, session.application.id);
    if (!application) throw new Error(`session ${session.id} has no application`);
    return application;
  },
  createdAt: (session) => session.creationDate,
  isCurrent: (session, _arguments, { viewer }) => viewer?.sid === session.id,
};

/** The resolvers of the auth subgraph. */
export const resolvers = {
  DateTime: scalars.DateTime,
  Query: queries,
  Mutation: mutations,
  Account: accountType,
  Session: sessionType,
} satisfies Resolvers;

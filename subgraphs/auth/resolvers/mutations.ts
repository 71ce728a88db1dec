import type { AuthContext } from '../context.ts';
import { registerApplication } from '../domain/applications/register-application.ts';
import { revokeApplication } from '../domain/applications/revoke-application.ts';
import { requestOtp } from '../domain/codes/request-otp.ts';
import { refreshTokens } from '../domain/sessions/refresh-tokens.ts';
import { revokeSession } from '../domain/sessions/revoke-session.ts';
import { signOut } from '../domain/sessions/sign-out.ts';
import { signInWithOtp } from '../domain/sign-in/sign-in-with-otp.ts';
import { signInWithPassword } from '../domain/sign-in/sign-in-with-password.ts';
import type { MutationResolvers } from '../generated/types.ts';
import { signInContextOf } from '../sign-in-context.ts';

export const mutations: MutationResolvers = {
  requestOtp: (_root, { input }, context) => requestOtp(context.em, { ...input, ...signInContext(context) }),

  signInWithOtp: (_root, { input }, context) => signInWithOtp(context.em, { ...input, ...signInContext(context) }),

  signInWithPassword: (_root, { input }, context) =>
    signInWithPassword(context.em, { ...input, ...signInContext(context) }),

  refreshTokens: (_root, { input }, context) => refreshTokens(context.em, { ...input, ...signInContext(context) }),

  signOut: async (_root, { input }, context) => ({
    endedSessions: await signOut(context.em, { everywhere: input.everywhere ?? false, ...context.actionContext() }),
  }),

  revokeSession: async (_root, { input }, context) => ({
    session: await revokeSession(context.em, { ...input, ...context.actionContext() }),
  }),

  registerOAuthApplication: (_root, { input }, context) =>
    registerApplication(context.em, { ...input, ...context.actionContext() }),

  revokeOAuthApplication: async (_root, { input }, context) => ({
    application: await revokeApplication(context.em, { ...input, ...context.actionContext() }),
  }),
};

const signInContext = ({ caller, services }: AuthContext) => signInContextOf(caller, services);

import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { OAuthAuthorization as OAuthAuthorizationEntity } from '../entities/oauth-authorization.ts';
import type { OAuthApplication as OAuthApplicationEntity } from '../entities/oauth-application.ts';
import type { OAuthScope as OAuthScopeEntity } from '../entities/oauth-scope.ts';
import type { AuthContext } from '../context.ts';
import type { RequiredResolvers, RequiredTypes } from '#platform/graphql/required-resolvers.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant as an ISO 8601 timestamp, such as `2026-11-27T08:30:00.000Z`. Responses are in UTC; inputs may have another offset. */
  DateTime: { input: Date; output: Date; }
  _FieldSet: { input: string; output: string; }
};

/** A user who can sign in. The prefix of `id` names the type: `d_` a driver, `p_` a passenger, `a_` an admin. */
export type Account = {
  __typename?: 'Account';
  /** The account's id, such as `p_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** The active sessions, newest first, at most 100. Visible to the account itself and to admins; null with a FORBIDDEN error for anyone else. */
  sessions?: Maybe<Array<Session>>;
};

/** The type of an account, which decides its role. The prefix of an account's id names the type. */
export type AccountType =
  /** Runs the platform. Ids begin with `a_`. */
  | 'ADMIN'
  /** Offers trips. Ids begin with `d_`. */
  | 'DRIVER'
  /** Books seats. Ids begin with `p_`. */
  | 'PASSENGER';

/** The operations that change something. Those of one request run one after another. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Exchanges a refresh token for a new pair of tokens. */
  refreshTokens: TokenPayload;
  /** Registers an application. For admins only. */
  registerOAuthApplication: RegisterOAuthApplicationPayload;
  /**
   * Sends a one-time code of six digits to a phone. It replaces the phone's previous code. RATE_LIMITED within 60 seconds of the last code, and
   * after three codes in 30 minutes.
   */
  requestOtp: RequestOtpPayload;
  /**
   * Revokes an application: it can no longer authenticate, and its sessions end, at once or, beyond 1,000, within minutes. Nothing happens if it
   * was revoked before. For admins only.
   */
  revokeOAuthApplication: RevokeOAuthApplicationPayload;
  /** Ends a session of the signed-in account. An admin may end any session. */
  revokeSession: RevokeSessionPayload;
  /** Signs a driver or a passenger in by a one-time code. The first sign-in of a phone number creates its account. */
  signInWithOtp: TokenPayload;
  /** Signs an admin in. */
  signInWithPassword: TokenPayload;
  /** Ends the session of the request's token, or all sessions of its account. */
  signOut: SignOutPayload;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationRefreshTokensArgs = {
  input: RefreshTokensInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationRegisterOAuthApplicationArgs = {
  input: RegisterOAuthApplicationInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationRequestOtpArgs = {
  input: RequestOtpInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationRevokeOAuthApplicationArgs = {
  input: RevokeOAuthApplicationInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationRevokeSessionArgs = {
  input: RevokeSessionInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationSignInWithOtpArgs = {
  input: SignInWithOtpInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationSignInWithPasswordArgs = {
  input: SignInWithPasswordInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationSignOutArgs = {
  input: SignOutInput;
};

/** An application that signs accounts in: a client of OAuth 2.0. */
export type OAuthApplication = {
  __typename?: 'OAuthApplication';
  /** The `client_id` of OAuth requests, such as `masar-app`. Unique. */
  clientId: Scalars['String']['output'];
  /** The name that users see; null if it has none. */
  displayName?: Maybe<Scalars['String']['output']>;
  /** The application's id, such as `app_01a205b3d00070008000000000000001`. */
  id: Scalars['ID']['output'];
  /** Whether the application may authenticate: false once it is revoked. */
  isActive: Scalars['Boolean']['output'];
  /** The URIs to which the authorization endpoint may redirect. */
  redirectUris: Array<Scalars['String']['output']>;
  /** The scopes that the application's tokens may have, such as `passenger`. */
  scopes: Array<Scalars['String']['output']>;
  /** Whether the application has a secret. */
  type: OAuthApplicationType;
};

/** Whether an application can keep a secret. */
export type OAuthApplicationType =
  /** An application on a server, which authenticates with a secret. */
  | 'CONFIDENTIAL'
  /** An application on users' devices, such as a mobile app or a web page. It has no secret and uses PKCE. */
  | 'PUBLIC';

/** A permission that an access token can carry. The role of an account is its scope. */
export type OAuthScope = {
  __typename?: 'OAuthScope';
  /** What the scope allows; null if nobody has described it. */
  description?: Maybe<Scalars['String']['output']>;
  /** A name to display; null if it has none. */
  displayName?: Maybe<Scalars['String']['output']>;
  /** The scope's id, such as `sc_01a205b3d00070008000000000000001`. */
  id: Scalars['ID']['output'];
  /** The scope as tokens carry it: `driver`, `passenger`, `admin` or `service`. Unique. */
  name: Scalars['String']['output'];
  /** The audiences of tokens with this scope, such as `masar-eagle-api`. */
  resources: Array<Scalars['String']['output']>;
};

/** The operations that read. */
export type Query = {
  __typename?: 'Query';
  /** All applications that are not revoked, ordered by `clientId`, at most 1,000. For admins only. */
  oauthApplications: Array<OAuthApplication>;
  /** All scopes, ordered by name, at most 1,000. For admins only. */
  oauthScopes: Array<OAuthScope>;
};

/** The refresh token of a session. */
export type RefreshTokensInput = {
  /** The `refreshToken` of the last sign-in or refresh. */
  refreshToken: Scalars['String']['input'];
};

/** The application to register. */
export type RegisterOAuthApplicationInput = {
  /** The `client_id` of its OAuth requests, at most 100 characters, such as `partner-app`. Another application's, revoked or not, is NAME_TAKEN. */
  clientId: Scalars['String']['input'];
  /** The name that users see, at most 200 characters. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** At most 20. Compared exactly, except for the port of a loopback address. Private-use schemes follow RFC 8252. */
  redirectUris?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The scopes that its tokens may have, at most 20. A public application cannot have `service`. */
  scopes: Array<Scalars['String']['input']>;
  /** PUBLIC for an application without a secret, CONFIDENTIAL for one with a secret. */
  type: OAuthApplicationType;
};

/** The registered application. */
export type RegisterOAuthApplicationPayload = {
  __typename?: 'RegisterOAuthApplicationPayload';
  /** The application. */
  application: OAuthApplication;
  /** Returned only by this mutation; null for a public application. */
  clientSecret?: Maybe<Scalars['String']['output']>;
};

/** The phone that receives a one-time code. */
export type RequestOtpInput = {
  /** DRIVER or PASSENGER. */
  accountType: AccountType;
  /** In E.164 format, such as `+966500000001`. */
  phoneNumber: Scalars['String']['input'];
};

/** The code that was sent. */
export type RequestOtpPayload = {
  __typename?: 'RequestOtpPayload';
  /** The time at which the code expires: five minutes after the request. */
  expiresAt: Scalars['DateTime']['output'];
  /** The earliest time at which another code may be requested. */
  resendAt: Scalars['DateTime']['output'];
};

/** The application to revoke. */
export type RevokeOAuthApplicationInput = {
  /** The application's id, such as `app_019a2b3c4d5e7f8091a2b3c4d5e6f708`. One of the platform's own applications is FORBIDDEN. */
  applicationId: Scalars['ID']['input'];
};

/** The revoked application. */
export type RevokeOAuthApplicationPayload = {
  __typename?: 'RevokeOAuthApplicationPayload';
  /** The application, whose `isActive` is false. */
  application: OAuthApplication;
};

/** The session to end. */
export type RevokeSessionInput = {
  /** The session's id, such as `az_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  sessionId: Scalars['ID']['input'];
};

/** The result of revoking a session. */
export type RevokeSessionPayload = {
  __typename?: 'RevokeSessionPayload';
  /** The session, which has ended. */
  session: Session;
};

/** One sign-in, with a chain of rotating refresh tokens. */
export type Session = {
  __typename?: 'Session';
  /** The application that the account signed in to. */
  application: OAuthApplication;
  /** The time of the sign-in. */
  createdAt: Scalars['DateTime']['output'];
  /** The time at which the session ends unless it is refreshed: 30 days after its last use. */
  expiresAt: Scalars['DateTime']['output'];
  /** The session's id, such as `az_019a2b3c4d5e7f8091a2b3c4d5e6f708`. It is the claim `sid` of the session's access tokens. */
  id: Scalars['ID']['output'];
  /** Whether the access token of this request belongs to this session. */
  isCurrent: Scalars['Boolean']['output'];
  /** The time of the last refresh, or of the sign-in if there was none. */
  lastUsedAt: Scalars['DateTime']['output'];
};

/** A one-time code, with the phone that received it. */
export type SignInWithOtpInput = {
  /** The account type for which the code was requested: DRIVER or PASSENGER. */
  accountType: AccountType;
  /** The six digits, such as `042135`. */
  code: Scalars['String']['input'];
  /** The phone number that received the code, in E.164 format, such as `+966500000001`. */
  phoneNumber: Scalars['String']['input'];
};

/** The credentials of an admin. */
export type SignInWithPasswordInput = {
  /** The email address, in any letter case, such as `admin@masar.test`. */
  email: Scalars['String']['input'];
  /** The password, 8 to 200 characters. */
  password: Scalars['String']['input'];
};

/** The sessions to end. */
export type SignOutInput = {
  /** Ends every session of the account, not only the current one. */
  everywhere?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The result of signing out. */
export type SignOutPayload = {
  __typename?: 'SignOutPayload';
  /** The number of sessions that ended. */
  endedSessions: Scalars['Int']['output'];
};

/** The tokens of a session. */
export type TokenPayload = {
  __typename?: 'TokenPayload';
  /** A signed JWT, to send as `Authorization: Bearer`. */
  accessToken: Scalars['String']['output'];
  /** The account as an anonymous caller sees it: only public fields. */
  account?: Maybe<Account>;
  /** Seconds until the access token expires. */
  expiresIn: Scalars['Int']['output'];
  /** Exchanges for a new pair of tokens, once. Repeating that within 30 seconds gives the same refresh token again, unless that one was used. */
  refreshToken: Scalars['String']['output'];
  /** The role of the account: `driver`, `passenger` or `admin`. */
  scope: Scalars['String']['output'];
  /** Always `Bearer`. */
  tokenType: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Account: Account;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<{ id: string }>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AccountType: AccountType;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OAuthApplication: ResolverTypeWrapper<OAuthApplicationEntity>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  OAuthApplicationType: OAuthApplicationType;
  OAuthScope: ResolverTypeWrapper<OAuthScopeEntity>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RefreshTokensInput: RefreshTokensInput;
  RegisterOAuthApplicationInput: RegisterOAuthApplicationInput;
  RegisterOAuthApplicationPayload: ResolverTypeWrapper<Omit<RegisterOAuthApplicationPayload, 'application'> & { application: ResolversTypes['OAuthApplication'] }>;
  RequestOtpInput: RequestOtpInput;
  RequestOtpPayload: ResolverTypeWrapper<RequestOtpPayload>;
  RevokeOAuthApplicationInput: RevokeOAuthApplicationInput;
  RevokeOAuthApplicationPayload: ResolverTypeWrapper<Omit<RevokeOAuthApplicationPayload, 'application'> & { application: ResolversTypes['OAuthApplication'] }>;
  RevokeSessionInput: RevokeSessionInput;
  RevokeSessionPayload: ResolverTypeWrapper<Omit<RevokeSessionPayload, 'session'> & { session: ResolversTypes['Session'] }>;
  Session: ResolverTypeWrapper<OAuthAuthorizationEntity>;
  SignInWithOtpInput: SignInWithOtpInput;
  SignInWithPasswordInput: SignInWithPasswordInput;
  SignOutInput: SignOutInput;
  SignOutPayload: ResolverTypeWrapper<SignOutPayload>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  TokenPayload: ResolverTypeWrapper<Omit<TokenPayload, 'account'> & { account?: Maybe<ResolversTypes['Account']> }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: { id: string };
  ID: Scalars['ID']['output'];
  DateTime: Scalars['DateTime']['output'];
  Mutation: Record<PropertyKey, never>;
  OAuthApplication: OAuthApplicationEntity;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
  OAuthScope: OAuthScopeEntity;
  Query: Record<PropertyKey, never>;
  RefreshTokensInput: RefreshTokensInput;
  RegisterOAuthApplicationInput: RegisterOAuthApplicationInput;
  RegisterOAuthApplicationPayload: Omit<RegisterOAuthApplicationPayload, 'application'> & { application: ResolversParentTypes['OAuthApplication'] };
  RequestOtpInput: RequestOtpInput;
  RequestOtpPayload: RequestOtpPayload;
  RevokeOAuthApplicationInput: RevokeOAuthApplicationInput;
  RevokeOAuthApplicationPayload: Omit<RevokeOAuthApplicationPayload, 'application'> & { application: ResolversParentTypes['OAuthApplication'] };
  RevokeSessionInput: RevokeSessionInput;
  RevokeSessionPayload: Omit<RevokeSessionPayload, 'session'> & { session: ResolversParentTypes['Session'] };
  Session: OAuthAuthorizationEntity;
  SignInWithOtpInput: SignInWithOtpInput;
  SignInWithPasswordInput: SignInWithPasswordInput;
  SignOutInput: SignOutInput;
  SignOutPayload: SignOutPayload;
  Int: Scalars['Int']['output'];
  TokenPayload: Omit<TokenPayload, 'account'> & { account?: Maybe<ResolversParentTypes['Account']> };
};

export type AccountResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = RequiredResolvers<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sessions?: Resolver<Maybe<Array<ResolversTypes['Session']>>, ParentType, ContextType>;
}, ParentType>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type MutationResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = RequiredResolvers<{
  refreshTokens?: Resolver<ResolversTypes['TokenPayload'], ParentType, ContextType, RequireFields<MutationRefreshTokensArgs, 'input'>>;
  registerOAuthApplication?: Resolver<ResolversTypes['RegisterOAuthApplicationPayload'], ParentType, ContextType, RequireFields<MutationRegisterOAuthApplicationArgs, 'input'>>;
  requestOtp?: Resolver<ResolversTypes['RequestOtpPayload'], ParentType, ContextType, RequireFields<MutationRequestOtpArgs, 'input'>>;
  revokeOAuthApplication?: Resolver<ResolversTypes['RevokeOAuthApplicationPayload'], ParentType, ContextType, RequireFields<MutationRevokeOAuthApplicationArgs, 'input'>>;
  revokeSession?: Resolver<ResolversTypes['RevokeSessionPayload'], ParentType, ContextType, RequireFields<MutationRevokeSessionArgs, 'input'>>;
  signInWithOtp?: Resolver<ResolversTypes['TokenPayload'], ParentType, ContextType, RequireFields<MutationSignInWithOtpArgs, 'input'>>;
  signInWithPassword?: Resolver<ResolversTypes['TokenPayload'], ParentType, ContextType, RequireFields<MutationSignInWithPasswordArgs, 'input'>>;
  signOut?: Resolver<ResolversTypes['SignOutPayload'], ParentType, ContextType, RequireFields<MutationSignOutArgs, 'input'>>;
}, Record<never, never>>;

export type OAuthApplicationResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['OAuthApplication'] = ResolversParentTypes['OAuthApplication']> = RequiredResolvers<{
  clientId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  redirectUris?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['OAuthApplicationType'], ParentType, ContextType>;
}, ParentType>;

export type OAuthScopeResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['OAuthScope'] = ResolversParentTypes['OAuthScope']> = RequiredResolvers<{
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  resources?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
}, ParentType>;

export type QueryResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = RequiredResolvers<{
  oauthApplications?: Resolver<Array<ResolversTypes['OAuthApplication']>, ParentType, ContextType>;
  oauthScopes?: Resolver<Array<ResolversTypes['OAuthScope']>, ParentType, ContextType>;
}, Record<never, never>>;

export type RegisterOAuthApplicationPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['RegisterOAuthApplicationPayload'] = ResolversParentTypes['RegisterOAuthApplicationPayload']> = RequiredResolvers<{
  application?: Resolver<ResolversTypes['OAuthApplication'], ParentType, ContextType>;
  clientSecret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}, ParentType>;

export type RequestOtpPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['RequestOtpPayload'] = ResolversParentTypes['RequestOtpPayload']> = RequiredResolvers<{
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  resendAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}, ParentType>;

export type RevokeOAuthApplicationPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['RevokeOAuthApplicationPayload'] = ResolversParentTypes['RevokeOAuthApplicationPayload']> = RequiredResolvers<{
  application?: Resolver<ResolversTypes['OAuthApplication'], ParentType, ContextType>;
}, ParentType>;

export type RevokeSessionPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['RevokeSessionPayload'] = ResolversParentTypes['RevokeSessionPayload']> = RequiredResolvers<{
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
}, ParentType>;

export type SessionResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = RequiredResolvers<{
  application?: Resolver<ResolversTypes['OAuthApplication'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isCurrent?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}, ParentType>;

export type SignOutPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['SignOutPayload'] = ResolversParentTypes['SignOutPayload']> = RequiredResolvers<{
  endedSessions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type TokenPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['TokenPayload'] = ResolversParentTypes['TokenPayload']> = RequiredResolvers<{
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  scope?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tokenType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}, ParentType>;

export type Resolvers<ContextType = AuthContext> = RequiredTypes<{
  Account?: AccountResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  OAuthApplication?: OAuthApplicationResolvers<ContextType>;
  OAuthScope?: OAuthScopeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RegisterOAuthApplicationPayload?: RegisterOAuthApplicationPayloadResolvers<ContextType>;
  RequestOtpPayload?: RequestOtpPayloadResolvers<ContextType>;
  RevokeOAuthApplicationPayload?: RevokeOAuthApplicationPayloadResolvers<ContextType>;
  RevokeSessionPayload?: RevokeSessionPayloadResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SignOutPayload?: SignOutPayloadResolvers<ContextType>;
  TokenPayload?: TokenPayloadResolvers<ContextType>;
}>;


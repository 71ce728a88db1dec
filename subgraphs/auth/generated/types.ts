import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { OAuthAuthorization as OAuthAuthorizationEntity } from '../entities/oauth-authorization.ts';
import type { OAuthApplication as OAuthApplicationEntity } from '../entities/oauth-application.ts';
import type { OAuthScope as OAuthScopeEntity } from '../entities/oauth-scope.ts';
import type { AuthContext } from '../context.ts';
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
  /** An ISO 8601 timestamp in UTC. */
  DateTime: { input: Date; output: Date; }
  _FieldSet: { input: string; output: string; }
};

/** A user who can sign in. The prefix of `id` names the type: `d_` a driver, `p_` a passenger, `a_` an admin. */
export type Account = {
  __typename?: 'Account';
  id: Scalars['ID']['output'];
  /** The active sessions, visible to the account itself and to admins; null with a FORBIDDEN error for anyone else. */
  sessions?: Maybe<Array<Session>>;
};

export type AccountType =
  | 'ADMIN'
  | 'DRIVER'
  | 'PASSENGER';

export type Mutation = {
  __typename?: 'Mutation';
  refreshTokens: TokenPayload;
  registerOAuthApplication: RegisterOAuthApplicationPayload;
  requestOtp: RequestOtpPayload;
  revokeSession: RevokeSessionPayload;
  signInWithOtp: TokenPayload;
  signInWithPassword: TokenPayload;
  signOut: SignOutPayload;
};


export type MutationRefreshTokensArgs = {
  input: RefreshTokensInput;
};


export type MutationRegisterOAuthApplicationArgs = {
  input: RegisterOAuthApplicationInput;
};


export type MutationRequestOtpArgs = {
  input: RequestOtpInput;
};


export type MutationRevokeSessionArgs = {
  input: RevokeSessionInput;
};


export type MutationSignInWithOtpArgs = {
  input: SignInWithOtpInput;
};


export type MutationSignInWithPasswordArgs = {
  input: SignInWithPasswordInput;
};


export type MutationSignOutArgs = {
  input: SignOutInput;
};

export type OAuthApplication = {
  __typename?: 'OAuthApplication';
  clientId: Scalars['String']['output'];
  displayName?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  redirectUris: Array<Scalars['String']['output']>;
  scopes: Array<Scalars['String']['output']>;
  type: OAuthApplicationType;
};

export type OAuthApplicationType =
  | 'CONFIDENTIAL'
  | 'PUBLIC';

export type OAuthScope = {
  __typename?: 'OAuthScope';
  description?: Maybe<Scalars['String']['output']>;
  displayName?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  resources: Array<Scalars['String']['output']>;
};

export type Query = {
  __typename?: 'Query';
  oauthApplications: Array<OAuthApplication>;
  oauthScopes: Array<OAuthScope>;
};

export type RefreshTokensInput = {
  refreshToken: Scalars['String']['input'];
};

export type RegisterOAuthApplicationInput = {
  clientId: Scalars['String']['input'];
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** Compared exactly, except for the port of a loopback address. Private-use schemes follow RFC 8252. */
  redirectUris?: InputMaybe<Array<Scalars['String']['input']>>;
  scopes: Array<Scalars['String']['input']>;
  type: OAuthApplicationType;
};

export type RegisterOAuthApplicationPayload = {
  __typename?: 'RegisterOAuthApplicationPayload';
  application: OAuthApplication;
  /** Returned only by this mutation; null for a public application. */
  clientSecret?: Maybe<Scalars['String']['output']>;
};

export type RequestOtpInput = {
  /** DRIVER or PASSENGER. */
  accountType: AccountType;
  /** In E.164 format, such as `+966500000001`. */
  phoneNumber: Scalars['String']['input'];
};

export type RequestOtpPayload = {
  __typename?: 'RequestOtpPayload';
  expiresAt: Scalars['DateTime']['output'];
  /** The earliest time at which another code may be requested. */
  resendAt: Scalars['DateTime']['output'];
};

export type RevokeSessionInput = {
  sessionId: Scalars['ID']['input'];
};

export type RevokeSessionPayload = {
  __typename?: 'RevokeSessionPayload';
  session: Session;
};

/** One sign-in, with a chain of rotating refresh tokens. */
export type Session = {
  __typename?: 'Session';
  application: OAuthApplication;
  createdAt: Scalars['DateTime']['output'];
  expiresAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** Whether the access token of this request belongs to this session. */
  isCurrent: Scalars['Boolean']['output'];
  lastUsedAt: Scalars['DateTime']['output'];
};

export type SignInWithOtpInput = {
  accountType: AccountType;
  code: Scalars['String']['input'];
  phoneNumber: Scalars['String']['input'];
};

export type SignInWithPasswordInput = {
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};

export type SignOutInput = {
  /** Ends every session of the account, not only the current one. */
  everywhere?: InputMaybe<Scalars['Boolean']['input']>;
};

export type SignOutPayload = {
  __typename?: 'SignOutPayload';
  endedSessions: Scalars['Int']['output'];
};

export type TokenPayload = {
  __typename?: 'TokenPayload';
  /** A signed JWT, to send as `Authorization: Bearer`. */
  accessToken: Scalars['String']['output'];
  /** The account as an anonymous caller sees it: only public fields. */
  account?: Maybe<Account>;
  /** Seconds until the access token expires. */
  expiresIn: Scalars['Int']['output'];
  /** Exchanges for a new pair of tokens, once. */
  refreshToken: Scalars['String']['output'];
  scope: Scalars['String']['output'];
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
  OAuthApplicationType: OAuthApplicationType;
  OAuthScope: ResolverTypeWrapper<OAuthScopeEntity>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RefreshTokensInput: RefreshTokensInput;
  RegisterOAuthApplicationInput: RegisterOAuthApplicationInput;
  RegisterOAuthApplicationPayload: ResolverTypeWrapper<Omit<RegisterOAuthApplicationPayload, 'application'> & { application: ResolversTypes['OAuthApplication'] }>;
  RequestOtpInput: RequestOtpInput;
  RequestOtpPayload: ResolverTypeWrapper<RequestOtpPayload>;
  RevokeSessionInput: RevokeSessionInput;
  RevokeSessionPayload: ResolverTypeWrapper<Omit<RevokeSessionPayload, 'session'> & { session: ResolversTypes['Session'] }>;
  Session: ResolverTypeWrapper<OAuthAuthorizationEntity>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
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
  OAuthScope: OAuthScopeEntity;
  Query: Record<PropertyKey, never>;
  RefreshTokensInput: RefreshTokensInput;
  RegisterOAuthApplicationInput: RegisterOAuthApplicationInput;
  RegisterOAuthApplicationPayload: Omit<RegisterOAuthApplicationPayload, 'application'> & { application: ResolversParentTypes['OAuthApplication'] };
  RequestOtpInput: RequestOtpInput;
  RequestOtpPayload: RequestOtpPayload;
  RevokeSessionInput: RevokeSessionInput;
  RevokeSessionPayload: Omit<RevokeSessionPayload, 'session'> & { session: ResolversParentTypes['Session'] };
  Session: OAuthAuthorizationEntity;
  Boolean: Scalars['Boolean']['output'];
  SignInWithOtpInput: SignInWithOtpInput;
  SignInWithPasswordInput: SignInWithPasswordInput;
  SignOutInput: SignOutInput;
  SignOutPayload: SignOutPayload;
  Int: Scalars['Int']['output'];
  TokenPayload: Omit<TokenPayload, 'account'> & { account?: Maybe<ResolversParentTypes['Account']> };
};

export type AccountResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sessions?: Resolver<Maybe<Array<ResolversTypes['Session']>>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type MutationResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  refreshTokens?: Resolver<ResolversTypes['TokenPayload'], ParentType, ContextType, RequireFields<MutationRefreshTokensArgs, 'input'>>;
  registerOAuthApplication?: Resolver<ResolversTypes['RegisterOAuthApplicationPayload'], ParentType, ContextType, RequireFields<MutationRegisterOAuthApplicationArgs, 'input'>>;
  requestOtp?: Resolver<ResolversTypes['RequestOtpPayload'], ParentType, ContextType, RequireFields<MutationRequestOtpArgs, 'input'>>;
  revokeSession?: Resolver<ResolversTypes['RevokeSessionPayload'], ParentType, ContextType, RequireFields<MutationRevokeSessionArgs, 'input'>>;
  signInWithOtp?: Resolver<ResolversTypes['TokenPayload'], ParentType, ContextType, RequireFields<MutationSignInWithOtpArgs, 'input'>>;
  signInWithPassword?: Resolver<ResolversTypes['TokenPayload'], ParentType, ContextType, RequireFields<MutationSignInWithPasswordArgs, 'input'>>;
  signOut?: Resolver<ResolversTypes['SignOutPayload'], ParentType, ContextType, RequireFields<MutationSignOutArgs, 'input'>>;
};

export type OAuthApplicationResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['OAuthApplication'] = ResolversParentTypes['OAuthApplication']> = {
  clientId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  redirectUris?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['OAuthApplicationType'], ParentType, ContextType>;
};

export type OAuthScopeResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['OAuthScope'] = ResolversParentTypes['OAuthScope']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  resources?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  oauthApplications?: Resolver<Array<ResolversTypes['OAuthApplication']>, ParentType, ContextType>;
  oauthScopes?: Resolver<Array<ResolversTypes['OAuthScope']>, ParentType, ContextType>;
};

export type RegisterOAuthApplicationPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['RegisterOAuthApplicationPayload'] = ResolversParentTypes['RegisterOAuthApplicationPayload']> = {
  application?: Resolver<ResolversTypes['OAuthApplication'], ParentType, ContextType>;
  clientSecret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RequestOtpPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['RequestOtpPayload'] = ResolversParentTypes['RequestOtpPayload']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  resendAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type RevokeSessionPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['RevokeSessionPayload'] = ResolversParentTypes['RevokeSessionPayload']> = {
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
};

export type SessionResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  application?: Resolver<ResolversTypes['OAuthApplication'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isCurrent?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type SignOutPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['SignOutPayload'] = ResolversParentTypes['SignOutPayload']> = {
  endedSessions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TokenPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['TokenPayload'] = ResolversParentTypes['TokenPayload']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  scope?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tokenType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = AuthContext> = {
  Account?: AccountResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  OAuthApplication?: OAuthApplicationResolvers<ContextType>;
  OAuthScope?: OAuthScopeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RegisterOAuthApplicationPayload?: RegisterOAuthApplicationPayloadResolvers<ContextType>;
  RequestOtpPayload?: RequestOtpPayloadResolvers<ContextType>;
  RevokeSessionPayload?: RevokeSessionPayloadResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SignOutPayload?: SignOutPayloadResolvers<ContextType>;
  TokenPayload?: TokenPayloadResolvers<ContextType>;
};


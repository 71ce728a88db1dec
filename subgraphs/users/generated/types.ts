import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Driver as DriverEntity } from '../entities/driver.ts';
import type { Passenger as PassengerEntity } from '../entities/passenger.ts';
import type { Admin as AdminEntity } from '../entities/admin.ts';
import type { Account as AccountEntity } from '../entities/account.ts';
import type { Vehicle as VehicleEntity } from '../entities/vehicle.ts';
import type { VehicleType as VehicleTypeEntity } from '../entities/vehicle-type.ts';
import type { DriverPage, PassengerPage } from '../domain/accounts/list-accounts.ts';
import type { UsersContext } from '../context.ts';
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
  /** A calendar date, `YYYY-MM-DD`. */
  Date: { input: string; output: string; }
  /** An ISO 8601 timestamp in UTC. */
  DateTime: { input: Date; output: Date; }
  URL: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

/** A user who can sign in. The prefix of `id` names the type: `d_` a driver, `p_` a passenger, `a_` an admin. */
export type Account = {
  createdAt: Scalars['DateTime']['output'];
  fullName?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  isActive: Scalars['Boolean']['output'];
  locale: Locale;
  type: AccountType;
};

export type AccountFilter = {
  isActive?: InputMaybe<Scalars['Boolean']['input']>;
  /** Matches the start of a full name or of a phone number. */
  search?: InputMaybe<Scalars['String']['input']>;
};

export type AccountType =
  | 'ADMIN'
  | 'DRIVER'
  | 'PASSENGER';

export type Admin = Account & {
  __typename?: 'Admin';
  createdAt: Scalars['DateTime']['output'];
  /** Visible to admins only, as is `lastLoginAt`. */
  email?: Maybe<Scalars['String']['output']>;
  fullName?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  isActive: Scalars['Boolean']['output'];
  lastLoginAt?: Maybe<Scalars['DateTime']['output']>;
  locale: Locale;
  type: AccountType;
  updatedAt: Scalars['DateTime']['output'];
};

export type CreateAdminInput = {
  email: Scalars['String']['input'];
  fullName?: InputMaybe<Scalars['String']['input']>;
  password: Scalars['String']['input'];
};

export type CreateAdminPayload = {
  __typename?: 'CreateAdminPayload';
  admin: Admin;
};

export type CreateVehicleTypeInput = {
  name: Scalars['String']['input'];
  seatCapacity: Scalars['Int']['input'];
};

export type CreateVehicleTypePayload = {
  __typename?: 'CreateVehicleTypePayload';
  vehicleType: VehicleType;
};

export type DeleteMyAccountPayload = {
  __typename?: 'DeleteMyAccountPayload';
  accountId: Scalars['ID']['output'];
};

export type Driver = Account & {
  __typename?: 'Driver';
  createdAt: Scalars['DateTime']['output'];
  dateOfBirth?: Maybe<Scalars['Date']['output']>;
  drivingLicenseUrl?: Maybe<Scalars['URL']['output']>;
  fullName?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  identityDocumentUrl?: Maybe<Scalars['URL']['output']>;
  isActive: Scalars['Boolean']['output'];
  isPhoneVerified: Scalars['Boolean']['output'];
  isProfileComplete: Scalars['Boolean']['output'];
  lastLoginAt?: Maybe<Scalars['DateTime']['output']>;
  locale: Locale;
  /** Visible to the driver and to admins, as are the next four fields; null with a FORBIDDEN error for others. */
  phoneNumber?: Maybe<Scalars['String']['output']>;
  profilePictureUrl?: Maybe<Scalars['URL']['output']>;
  type: AccountType;
  updatedAt: Scalars['DateTime']['output'];
  vehicles: Array<Vehicle>;
};

export type DriverConnection = {
  __typename?: 'DriverConnection';
  edges: Array<DriverEdge>;
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

export type DriverEdge = {
  __typename?: 'DriverEdge';
  cursor: Scalars['String']['output'];
  node: Driver;
};

export type EnsureAccountInput = {
  accountType: AccountType;
  phoneNumber: Scalars['String']['input'];
};

export type EnsureAccountPayload = {
  __typename?: 'EnsureAccountPayload';
  account: Account;
  created: Scalars['Boolean']['output'];
};

export type Gender =
  | 'FEMALE'
  | 'MALE'
  | 'UNSPECIFIED';

/** The language of an account's notifications. */
export type Locale =
  | 'AR'
  | 'EN';

export type Mutation = {
  __typename?: 'Mutation';
  createAdmin: CreateAdminPayload;
  createVehicleType: CreateVehicleTypePayload;
  /** Soft-deletes the signed-in driver or passenger and ends its sessions. */
  deleteMyAccount: DeleteMyAccountPayload;
  /** For the auth subgraph only: the account of this verified phone number, created at its first sign-in. */
  ensureAccount: EnsureAccountPayload;
  registerVehicle: VehiclePayload;
  /** Soft-deletes the vehicle. */
  removeVehicle: VehiclePayload;
  /** An inactive account cannot sign in, refresh a token or book. Deactivating it ends its sessions. */
  setAccountActive: SetAccountActivePayload;
  updateDriverProfile: UpdateDriverProfilePayload;
  updatePassengerProfile: UpdatePassengerProfilePayload;
  updateVehicle: VehiclePayload;
};


export type MutationCreateAdminArgs = {
  input: CreateAdminInput;
};


export type MutationCreateVehicleTypeArgs = {
  input: CreateVehicleTypeInput;
};


export type MutationEnsureAccountArgs = {
  input: EnsureAccountInput;
};


export type MutationRegisterVehicleArgs = {
  input: RegisterVehicleInput;
};


export type MutationRemoveVehicleArgs = {
  input: RemoveVehicleInput;
};


export type MutationSetAccountActiveArgs = {
  input: SetAccountActiveInput;
};


export type MutationUpdateDriverProfileArgs = {
  input: UpdateDriverProfileInput;
};


export type MutationUpdatePassengerProfileArgs = {
  input: UpdatePassengerProfileInput;
};


export type MutationUpdateVehicleArgs = {
  input: UpdateVehicleInput;
};

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
};

export type Passenger = Account & {
  __typename?: 'Passenger';
  createdAt: Scalars['DateTime']['output'];
  dateOfBirth?: Maybe<Scalars['Date']['output']>;
  fullName?: Maybe<Scalars['String']['output']>;
  gender: Gender;
  id: Scalars['ID']['output'];
  isActive: Scalars['Boolean']['output'];
  isPhoneVerified: Scalars['Boolean']['output'];
  isProfileComplete: Scalars['Boolean']['output'];
  lastLoginAt?: Maybe<Scalars['DateTime']['output']>;
  locale: Locale;
  /** Visible to the passenger and to admins, as are the next two fields; null with a FORBIDDEN error for others. */
  phoneNumber?: Maybe<Scalars['String']['output']>;
  profilePictureUrl?: Maybe<Scalars['URL']['output']>;
  type: AccountType;
  updatedAt: Scalars['DateTime']['output'];
};

export type PassengerConnection = {
  __typename?: 'PassengerConnection';
  edges: Array<PassengerEdge>;
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

export type PassengerEdge = {
  __typename?: 'PassengerEdge';
  cursor: Scalars['String']['output'];
  node: Passenger;
};

export type Query = {
  __typename?: 'Query';
  /** An account of any type. */
  account?: Maybe<Account>;
  /** For the auth subgraph only: the active admin with this email and password. */
  adminByPassword?: Maybe<Admin>;
  driver?: Maybe<Driver>;
  drivers: DriverConnection;
  /** The signed-in account. */
  me: Account;
  passenger?: Maybe<Passenger>;
  passengers: PassengerConnection;
  vehicle?: Maybe<Vehicle>;
  vehicleTypes: Array<VehicleType>;
};


export type QueryAccountArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAdminByPasswordArgs = {
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};


export type QueryDriverArgs = {
  id: Scalars['ID']['input'];
};


export type QueryDriversArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AccountFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryPassengerArgs = {
  id: Scalars['ID']['input'];
};


export type QueryPassengersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AccountFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryVehicleArgs = {
  id: Scalars['ID']['input'];
};

export type RegisterVehicleInput = {
  model: Scalars['String']['input'];
  name: Scalars['String']['input'];
  vehicleTypeId: Scalars['ID']['input'];
};

export type RemoveVehicleInput = {
  vehicleId: Scalars['ID']['input'];
};

export type SetAccountActiveInput = {
  accountId: Scalars['ID']['input'];
  isActive: Scalars['Boolean']['input'];
};

export type SetAccountActivePayload = {
  __typename?: 'SetAccountActivePayload';
  account: Account;
};

export type UpdateDriverProfileInput = {
  dateOfBirth?: InputMaybe<Scalars['Date']['input']>;
  drivingLicenseUrl?: InputMaybe<Scalars['URL']['input']>;
  fullName?: InputMaybe<Scalars['String']['input']>;
  identityDocumentUrl?: InputMaybe<Scalars['URL']['input']>;
  locale?: InputMaybe<Locale>;
  profilePictureUrl?: InputMaybe<Scalars['URL']['input']>;
};

export type UpdateDriverProfilePayload = {
  __typename?: 'UpdateDriverProfilePayload';
  driver: Driver;
};

export type UpdatePassengerProfileInput = {
  dateOfBirth?: InputMaybe<Scalars['Date']['input']>;
  fullName?: InputMaybe<Scalars['String']['input']>;
  gender?: InputMaybe<Gender>;
  locale?: InputMaybe<Locale>;
  profilePictureUrl?: InputMaybe<Scalars['URL']['input']>;
};

export type UpdatePassengerProfilePayload = {
  __typename?: 'UpdatePassengerProfilePayload';
  passenger: Passenger;
};

export type UpdateVehicleInput = {
  isActive?: InputMaybe<Scalars['Boolean']['input']>;
  model?: InputMaybe<Scalars['String']['input']>;
  name?: InputMaybe<Scalars['String']['input']>;
  vehicleId: Scalars['ID']['input'];
  vehicleTypeId?: InputMaybe<Scalars['ID']['input']>;
};

export type Vehicle = {
  __typename?: 'Vehicle';
  createdAt: Scalars['DateTime']['output'];
  driver: Driver;
  id: Scalars['ID']['output'];
  isActive: Scalars['Boolean']['output'];
  model: Scalars['String']['output'];
  name: Scalars['String']['output'];
  updatedAt: Scalars['DateTime']['output'];
  vehicleType: VehicleType;
};

export type VehiclePayload = {
  __typename?: 'VehiclePayload';
  vehicle: Vehicle;
};

export type VehicleType = {
  __typename?: 'VehicleType';
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  seatCapacity: Scalars['Int']['output'];
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
  Admin: Admin;
  Driver: Driver;
  Passenger: Passenger;
  Vehicle: Vehicle;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  Admin:
    ( { __typename: 'Admin' }
    & GraphQLRecursivePick<FederationTypes['Admin'], {"id":true}> );
  Driver:
    ( { __typename: 'Driver' }
    & GraphQLRecursivePick<FederationTypes['Driver'], {"id":true}> );
  Passenger:
    ( { __typename: 'Passenger' }
    & GraphQLRecursivePick<FederationTypes['Passenger'], {"id":true}> );
  Vehicle:
    ( { __typename: 'Vehicle' }
    & GraphQLRecursivePick<FederationTypes['Vehicle'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<AccountEntity>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  AccountFilter: AccountFilter;
  AccountType: AccountType;
  Admin: ResolverTypeWrapper<AdminEntity>;
  CreateAdminInput: CreateAdminInput;
  CreateAdminPayload: ResolverTypeWrapper<Omit<CreateAdminPayload, 'admin'> & { admin: ResolversTypes['Admin'] }>;
  CreateVehicleTypeInput: CreateVehicleTypeInput;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  CreateVehicleTypePayload: ResolverTypeWrapper<Omit<CreateVehicleTypePayload, 'vehicleType'> & { vehicleType: ResolversTypes['VehicleType'] }>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeleteMyAccountPayload: ResolverTypeWrapper<DeleteMyAccountPayload>;
  Driver: ResolverTypeWrapper<DriverEntity>;
  DriverConnection: ResolverTypeWrapper<DriverPage>;
  DriverEdge: ResolverTypeWrapper<Omit<DriverEdge, 'node'> & { node: ResolversTypes['Driver'] }>;
  EnsureAccountInput: EnsureAccountInput;
  EnsureAccountPayload: ResolverTypeWrapper<Omit<EnsureAccountPayload, 'account'> & { account: ResolversTypes['Account'] }>;
  Gender: Gender;
  Locale: Locale;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Passenger: ResolverTypeWrapper<PassengerEntity>;
  PassengerConnection: ResolverTypeWrapper<PassengerPage>;
  PassengerEdge: ResolverTypeWrapper<Omit<PassengerEdge, 'node'> & { node: ResolversTypes['Passenger'] }>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RegisterVehicleInput: RegisterVehicleInput;
  RemoveVehicleInput: RemoveVehicleInput;
  SetAccountActiveInput: SetAccountActiveInput;
  SetAccountActivePayload: ResolverTypeWrapper<Omit<SetAccountActivePayload, 'account'> & { account: ResolversTypes['Account'] }>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UpdateDriverProfileInput: UpdateDriverProfileInput;
  UpdateDriverProfilePayload: ResolverTypeWrapper<Omit<UpdateDriverProfilePayload, 'driver'> & { driver: ResolversTypes['Driver'] }>;
  UpdatePassengerProfileInput: UpdatePassengerProfileInput;
  UpdatePassengerProfilePayload: ResolverTypeWrapper<Omit<UpdatePassengerProfilePayload, 'passenger'> & { passenger: ResolversTypes['Passenger'] }>;
  UpdateVehicleInput: UpdateVehicleInput;
  Vehicle: ResolverTypeWrapper<VehicleEntity>;
  VehiclePayload: ResolverTypeWrapper<Omit<VehiclePayload, 'vehicle'> & { vehicle: ResolversTypes['Vehicle'] }>;
  VehicleType: ResolverTypeWrapper<VehicleTypeEntity>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: AccountEntity;
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  Boolean: Scalars['Boolean']['output'];
  AccountFilter: AccountFilter;
  Admin: AdminEntity;
  CreateAdminInput: CreateAdminInput;
  CreateAdminPayload: Omit<CreateAdminPayload, 'admin'> & { admin: ResolversParentTypes['Admin'] };
  CreateVehicleTypeInput: CreateVehicleTypeInput;
  Int: Scalars['Int']['output'];
  CreateVehicleTypePayload: Omit<CreateVehicleTypePayload, 'vehicleType'> & { vehicleType: ResolversParentTypes['VehicleType'] };
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  DeleteMyAccountPayload: DeleteMyAccountPayload;
  Driver: DriverEntity;
  DriverConnection: DriverPage;
  DriverEdge: Omit<DriverEdge, 'node'> & { node: ResolversParentTypes['Driver'] };
  EnsureAccountInput: EnsureAccountInput;
  EnsureAccountPayload: Omit<EnsureAccountPayload, 'account'> & { account: ResolversParentTypes['Account'] };
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Passenger: PassengerEntity;
  PassengerConnection: PassengerPage;
  PassengerEdge: Omit<PassengerEdge, 'node'> & { node: ResolversParentTypes['Passenger'] };
  Query: Record<PropertyKey, never>;
  RegisterVehicleInput: RegisterVehicleInput;
  RemoveVehicleInput: RemoveVehicleInput;
  SetAccountActiveInput: SetAccountActiveInput;
  SetAccountActivePayload: Omit<SetAccountActivePayload, 'account'> & { account: ResolversParentTypes['Account'] };
  URL: Scalars['URL']['output'];
  UpdateDriverProfileInput: UpdateDriverProfileInput;
  UpdateDriverProfilePayload: Omit<UpdateDriverProfilePayload, 'driver'> & { driver: ResolversParentTypes['Driver'] };
  UpdatePassengerProfileInput: UpdatePassengerProfileInput;
  UpdatePassengerProfilePayload: Omit<UpdatePassengerProfilePayload, 'passenger'> & { passenger: ResolversParentTypes['Passenger'] };
  UpdateVehicleInput: UpdateVehicleInput;
  Vehicle: VehicleEntity;
  VehiclePayload: Omit<VehiclePayload, 'vehicle'> & { vehicle: ResolversParentTypes['Vehicle'] };
  VehicleType: VehicleTypeEntity;
};

export type AccountResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveType: TypeResolveFn<'Admin' | 'Driver' | 'Passenger', ParentType, ContextType>;
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
};

export type AdminResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Admin'] = ResolversParentTypes['Admin'], FederationReferenceType extends FederationReferenceTypes['Admin'] = FederationReferenceTypes['Admin']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Admin']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fullName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lastLoginAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  locale?: Resolver<ResolversTypes['Locale'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AccountType'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreateAdminPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['CreateAdminPayload'] = ResolversParentTypes['CreateAdminPayload']> = {
  admin?: Resolver<ResolversTypes['Admin'], ParentType, ContextType>;
};

export type CreateVehicleTypePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['CreateVehicleTypePayload'] = ResolversParentTypes['CreateVehicleTypePayload']> = {
  vehicleType?: Resolver<ResolversTypes['VehicleType'], ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeleteMyAccountPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['DeleteMyAccountPayload'] = ResolversParentTypes['DeleteMyAccountPayload']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type DriverResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Driver'] = ResolversParentTypes['Driver'], FederationReferenceType extends FederationReferenceTypes['Driver'] = FederationReferenceTypes['Driver']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Driver']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  dateOfBirth?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  drivingLicenseUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  fullName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identityDocumentUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isPhoneVerified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isProfileComplete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lastLoginAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  locale?: Resolver<ResolversTypes['Locale'], ParentType, ContextType>;
  phoneNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  profilePictureUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AccountType'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  vehicles?: Resolver<Array<ResolversTypes['Vehicle']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DriverConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['DriverConnection'] = ResolversParentTypes['DriverConnection']> = {
  edges?: Resolver<Array<ResolversTypes['DriverEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DriverEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['DriverEdge'] = ResolversParentTypes['DriverEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Driver'], ParentType, ContextType>;
};

export type EnsureAccountPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['EnsureAccountPayload'] = ResolversParentTypes['EnsureAccountPayload']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createAdmin?: Resolver<ResolversTypes['CreateAdminPayload'], ParentType, ContextType, RequireFields<MutationCreateAdminArgs, 'input'>>;
  createVehicleType?: Resolver<ResolversTypes['CreateVehicleTypePayload'], ParentType, ContextType, RequireFields<MutationCreateVehicleTypeArgs, 'input'>>;
  deleteMyAccount?: Resolver<ResolversTypes['DeleteMyAccountPayload'], ParentType, ContextType>;
  ensureAccount?: Resolver<ResolversTypes['EnsureAccountPayload'], ParentType, ContextType, RequireFields<MutationEnsureAccountArgs, 'input'>>;
  registerVehicle?: Resolver<ResolversTypes['VehiclePayload'], ParentType, ContextType, RequireFields<MutationRegisterVehicleArgs, 'input'>>;
  removeVehicle?: Resolver<ResolversTypes['VehiclePayload'], ParentType, ContextType, RequireFields<MutationRemoveVehicleArgs, 'input'>>;
  setAccountActive?: Resolver<ResolversTypes['SetAccountActivePayload'], ParentType, ContextType, RequireFields<MutationSetAccountActiveArgs, 'input'>>;
  updateDriverProfile?: Resolver<ResolversTypes['UpdateDriverProfilePayload'], ParentType, ContextType, RequireFields<MutationUpdateDriverProfileArgs, 'input'>>;
  updatePassengerProfile?: Resolver<ResolversTypes['UpdatePassengerProfilePayload'], ParentType, ContextType, RequireFields<MutationUpdatePassengerProfileArgs, 'input'>>;
  updateVehicle?: Resolver<ResolversTypes['VehiclePayload'], ParentType, ContextType, RequireFields<MutationUpdateVehicleArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PassengerResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Passenger'] = ResolversParentTypes['Passenger'], FederationReferenceType extends FederationReferenceTypes['Passenger'] = FederationReferenceTypes['Passenger']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Passenger']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  dateOfBirth?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  fullName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gender?: Resolver<ResolversTypes['Gender'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isPhoneVerified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isProfileComplete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lastLoginAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  locale?: Resolver<ResolversTypes['Locale'], ParentType, ContextType>;
  phoneNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  profilePictureUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AccountType'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PassengerConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PassengerConnection'] = ResolversParentTypes['PassengerConnection']> = {
  edges?: Resolver<Array<ResolversTypes['PassengerEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PassengerEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PassengerEdge'] = ResolversParentTypes['PassengerEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Passenger'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType, RequireFields<QueryAccountArgs, 'id'>>;
  adminByPassword?: Resolver<Maybe<ResolversTypes['Admin']>, ParentType, ContextType, RequireFields<QueryAdminByPasswordArgs, 'email' | 'password'>>;
  driver?: Resolver<Maybe<ResolversTypes['Driver']>, ParentType, ContextType, RequireFields<QueryDriverArgs, 'id'>>;
  drivers?: Resolver<ResolversTypes['DriverConnection'], ParentType, ContextType, RequireFields<QueryDriversArgs, 'first'>>;
  me?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  passenger?: Resolver<Maybe<ResolversTypes['Passenger']>, ParentType, ContextType, RequireFields<QueryPassengerArgs, 'id'>>;
  passengers?: Resolver<ResolversTypes['PassengerConnection'], ParentType, ContextType, RequireFields<QueryPassengersArgs, 'first'>>;
  vehicle?: Resolver<Maybe<ResolversTypes['Vehicle']>, ParentType, ContextType, RequireFields<QueryVehicleArgs, 'id'>>;
  vehicleTypes?: Resolver<Array<ResolversTypes['VehicleType']>, ParentType, ContextType>;
};

export type SetAccountActivePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SetAccountActivePayload'] = ResolversParentTypes['SetAccountActivePayload']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
};

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type UpdateDriverProfilePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UpdateDriverProfilePayload'] = ResolversParentTypes['UpdateDriverProfilePayload']> = {
  driver?: Resolver<ResolversTypes['Driver'], ParentType, ContextType>;
};

export type UpdatePassengerProfilePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UpdatePassengerProfilePayload'] = ResolversParentTypes['UpdatePassengerProfilePayload']> = {
  passenger?: Resolver<ResolversTypes['Passenger'], ParentType, ContextType>;
};

export type VehicleResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Vehicle'] = ResolversParentTypes['Vehicle'], FederationReferenceType extends FederationReferenceTypes['Vehicle'] = FederationReferenceTypes['Vehicle']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Vehicle']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  driver?: Resolver<ResolversTypes['Driver'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  vehicleType?: Resolver<ResolversTypes['VehicleType'], ParentType, ContextType>;
};

export type VehiclePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['VehiclePayload'] = ResolversParentTypes['VehiclePayload']> = {
  vehicle?: Resolver<ResolversTypes['Vehicle'], ParentType, ContextType>;
};

export type VehicleTypeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['VehicleType'] = ResolversParentTypes['VehicleType']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seatCapacity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type Resolvers<ContextType = UsersContext> = {
  Account?: AccountResolvers<ContextType>;
  Admin?: AdminResolvers<ContextType>;
  CreateAdminPayload?: CreateAdminPayloadResolvers<ContextType>;
  CreateVehicleTypePayload?: CreateVehicleTypePayloadResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DeleteMyAccountPayload?: DeleteMyAccountPayloadResolvers<ContextType>;
  Driver?: DriverResolvers<ContextType>;
  DriverConnection?: DriverConnectionResolvers<ContextType>;
  DriverEdge?: DriverEdgeResolvers<ContextType>;
  EnsureAccountPayload?: EnsureAccountPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Passenger?: PassengerResolvers<ContextType>;
  PassengerConnection?: PassengerConnectionResolvers<ContextType>;
  PassengerEdge?: PassengerEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  SetAccountActivePayload?: SetAccountActivePayloadResolvers<ContextType>;
  URL?: GraphQLScalarType;
  UpdateDriverProfilePayload?: UpdateDriverProfilePayloadResolvers<ContextType>;
  UpdatePassengerProfilePayload?: UpdatePassengerProfilePayloadResolvers<ContextType>;
  Vehicle?: VehicleResolvers<ContextType>;
  VehiclePayload?: VehiclePayloadResolvers<ContextType>;
  VehicleType?: VehicleTypeResolvers<ContextType>;
};


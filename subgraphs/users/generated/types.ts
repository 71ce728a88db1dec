import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { PageInfo as PageFacts } from '../../../platform/graphql/connection.ts';
import type { Driver as DriverEntity } from '../entities/driver.ts';
import type { Passenger as PassengerEntity } from '../entities/passenger.ts';
import type { Admin as AdminEntity } from '../entities/admin.ts';
import type { Account as AccountEntity } from '../entities/account.ts';
import type { Vehicle as VehicleEntity } from '../entities/vehicle.ts';
import type { Node as NodeRow } from '../domain/nodes/node-sources.ts';
import type { VehicleType as VehicleTypeEntity } from '../entities/vehicle-type.ts';
import type { AuditEntry } from '../entities/audit-entry.ts';
import type { AuditLogPage } from '../domain/audit/list-audit-entries.ts';
import type { AccountPage, AccountInPage, AdminPage, DriverPage, PassengerPage } from '../domain/accounts/list-accounts.ts';
import type { UsersContext } from '../context.ts';
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
  /** A calendar date, `YYYY-MM-DD`, such as `1990-05-31`. */
  Date: { input: string; output: string; }
  /** An instant as an ISO 8601 timestamp, such as `2026-11-27T08:30:00.000Z`. Responses are in UTC; inputs may have another offset. */
  DateTime: { input: Date; output: Date; }
  /** An absolute http or https URL, at most 1,000 characters, such as `https://files.example/pictures/1.jpg`. */
  URL: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

/** A user who can sign in. The prefix of `id` names the type: `d_` a driver, `p_` a passenger, `a_` an admin. */
export type Account = {
  /** The time at which the account was created. */
  createdAt: Scalars['DateTime']['output'];
  /** The name; null if it is not set, and once the account is deleted. */
  fullName?: Maybe<Scalars['String']['output']>;
  /** The account's id, such as `p_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** Whether the account can be used: it is neither deactivated nor deleted. */
  isActive: Scalars['Boolean']['output'];
  /** The language of the account's notifications. */
  locale: Locale;
  /** The type, which the id's prefix names. */
  type: AccountType;
};

/** A page of accounts. */
export type AccountConnection = {
  __typename?: 'AccountConnection';
  /** The accounts of the page, each with its cursor. */
  edges: Array<AccountEdge>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

/** An account in a page. */
export type AccountEdge = {
  __typename?: 'AccountEdge';
  /** The item's position in the list, for `after`. */
  cursor: Scalars['String']['output'];
  /** The account. */
  node: Account;
};

/** Conditions on accounts. An account has to meet all that are set. */
export type AccountFilter = {
  /** Only active accounts, or only deactivated ones. */
  isActive?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Words that have to be found, each in a word of the name, in the email address, or in the phone number. Letter case, accents and the
   * spelling of Arabic letters do not matter: `احمد` finds `أَحْمَد`. A word of one or two characters is found at the start of a word only. A phone
   * number is found by four digits of it or more, in any form: `0500000001`, `500000001`, `+966 50 000 0001` and `00966500000001` find
   * `+966500000001`. At most 256 characters; a blank text is ignored.
   */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only accounts of these types, such as `[DRIVER, ADMIN]`. All types if omitted, none if the list is empty. */
  type?: InputMaybe<Array<AccountType>>;
};

/** An order of accounts. */
export type AccountOrder =
  /** The oldest account first. */
  | 'CREATED_ASC'
  /** The newest account first. */
  | 'CREATED_DESC';

/** The type of an account, which decides its role. The prefix of an account's id names the type. */
export type AccountType =
  /** Runs the platform. Ids begin with `a_`. */
  | 'ADMIN'
  /** Offers trips. Ids begin with `d_`. */
  | 'DRIVER'
  /** Books seats. Ids begin with `p_`. */
  | 'PASSENGER';

/** An account that runs the platform. */
export type Admin = Account & Node & {
  __typename?: 'Admin';
  /** The time at which the account was created. */
  createdAt: Scalars['DateTime']['output'];
  /** The email address with which the admin signs in. Visible to admins only, as is `lastLoginAt`. */
  email?: Maybe<Scalars['String']['output']>;
  /** The name; null if it is not set, and once the account is deleted. */
  fullName?: Maybe<Scalars['String']['output']>;
  /** The admin's id, such as `a_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** Whether the account can be used: it is neither deactivated nor deleted. */
  isActive: Scalars['Boolean']['output'];
  /** The time of the last sign-in; null before the first one. */
  lastLoginAt?: Maybe<Scalars['DateTime']['output']>;
  /** The language of the admin's notifications. */
  locale: Locale;
  /** Always ADMIN. */
  type: AccountType;
  /** The time of the last change of the account. */
  updatedAt: Scalars['DateTime']['output'];
};

/** A page of admins. */
export type AdminConnection = {
  __typename?: 'AdminConnection';
  /** The admins of the page, each with its cursor. */
  edges: Array<AdminEdge>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

/** An admin in a page. */
export type AdminEdge = {
  __typename?: 'AdminEdge';
  /** The item's position in the list, for `after`. */
  cursor: Scalars['String']['output'];
  /** The admin. */
  node: Admin;
};

/** A page of the audit log. */
export type AuditLogConnection = {
  __typename?: 'AuditLogConnection';
  /** The entries of the page, each with its cursor. */
  edges: Array<AuditLogEdge>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

/** An entry of the audit log in a page. */
export type AuditLogEdge = {
  __typename?: 'AuditLogEdge';
  /** The item's position in the list, for `after`. */
  cursor: Scalars['String']['output'];
  /** The entry. */
  node: AuditLogEntry;
};

/**
 * A change that an admin or the system has made. It names what changed, and never has the values. Changes by drivers and passengers
 * are not recorded.
 */
export type AuditLogEntry = {
  __typename?: 'AuditLogEntry';
  /**
   * What was done: `account.created`, `account.updated`, `account.activated`, `account.deactivated`, `account.session-revoked`,
   * `vehicle.updated`, `vehicle.removed`, `vehicle-type.created`, `trip.updated`, `trip.started`, `trip.completed`, `trip.cancelled`,
   * `booking.created`, `booking.confirmed`, `booking.cancelled`, `booking.completed`, `application.registered`,
   * `application.revoked`, `application.secret-changed`, `key.created`, `key.rotated`, `key.retiring`, `key.retired`, `key.deleted`,
   * `announcement.sent`. Later releases can add actions.
   */
  action: Scalars['String']['output'];
  /** The account that made the change; null for the system. */
  actor?: Maybe<Account>;
  /** The id of the account that made the change, or `system` for a job, an effect of another change, and a command of an operator. */
  actorId: Scalars['ID']['output'];
  /** The role of the actor: `admin`, `service` or `system`. */
  actorRole: Scalars['String']['output'];
  /** The IP address of the actor's client, such as `192.0.2.1`; null for the system, and when no valid address is known. */
  address?: Maybe<Scalars['String']['output']>;
  /** When the change was made. */
  createdAt: Scalars['DateTime']['output'];
  /** The names of the fields that changed, such as `["departureTime", "price"]`; empty for a removal. */
  fields: Array<Scalars['String']['output']>;
  /** The entry's id, such as `au_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** The id of what changed, such as an account, a trip or a booking; of a signing key, its `kid`. */
  subjectId: Scalars['ID']['output'];
};

/** Conditions on the entries of the audit log. An entry meets all of them; one that is omitted or null selects every entry. */
export type AuditLogFilter = {
  /** What was done, such as `trip.cancelled`: one of the list at `AuditLogEntry.action`. */
  action?: InputMaybe<Scalars['String']['input']>;
  /** The id of the account that made the change, or `system`; at most 50 characters. */
  actorId?: InputMaybe<Scalars['ID']['input']>;
  /** Changes made later than this. */
  after?: InputMaybe<Scalars['DateTime']['input']>;
  /** Changes made earlier than this. */
  before?: InputMaybe<Scalars['DateTime']['input']>;
  /** The id of what changed, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`; at most 50 characters. */
  subjectId?: InputMaybe<Scalars['ID']['input']>;
};

/** Whose caches may keep a response. */
export type CacheControlScope =
  /** Nobody's but the viewer's own. */
  | 'PRIVATE'
  /** Everyone's. */
  | 'PUBLIC';

/** The admin to create. */
export type CreateAdminInput = {
  /** The email address with which the admin signs in, at most 256 characters. Another admin's is EMAIL_TAKEN. */
  email: Scalars['String']['input'];
  /** The name, at most 256 characters. */
  fullName?: InputMaybe<Scalars['String']['input']>;
  /** The password, 8 to 200 characters. */
  password: Scalars['String']['input'];
};

/** The result of creating an admin. */
export type CreateAdminPayload = {
  __typename?: 'CreateAdminPayload';
  /** The admin. */
  admin: Admin;
};

/** The vehicle type to create. */
export type CreateVehicleTypeInput = {
  /** The name, at most 200 characters, such as `minibus`. Another type's is NAME_TAKEN. */
  name: Scalars['String']['input'];
  /** The most seats that a trip in a vehicle of this type may offer, 1 to 100. */
  seatCapacity: Scalars['Int']['input'];
};

/** The result of creating a vehicle type. */
export type CreateVehicleTypePayload = {
  __typename?: 'CreateVehicleTypePayload';
  /** The vehicle type. */
  vehicleType: VehicleType;
};

/** The result of deleting an account. */
export type DeleteMyAccountPayload = {
  __typename?: 'DeleteMyAccountPayload';
  /** The id of the deleted account. */
  accountId: Scalars['ID']['output'];
};

/** An account that offers trips with vehicles of its own. */
export type Driver = Account & Node & {
  __typename?: 'Driver';
  /** The time at which the account was created. */
  createdAt: Scalars['DateTime']['output'];
  /** The date of birth; null if it is not set. */
  dateOfBirth?: Maybe<Scalars['Date']['output']>;
  /** A copy of the driving license; null if it is not set. */
  drivingLicenseUrl?: Maybe<Scalars['URL']['output']>;
  /** The name; null if it is not set, and once the account is deleted. */
  fullName?: Maybe<Scalars['String']['output']>;
  /** The driver's id, such as `d_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** A copy of the identity document; null if it is not set. */
  identityDocumentUrl?: Maybe<Scalars['URL']['output']>;
  /** Whether the account can be used: it is neither deactivated nor deleted. */
  isActive: Scalars['Boolean']['output'];
  /** Whether a sign-in by a one-time code has proved the phone number. */
  isPhoneVerified: Scalars['Boolean']['output'];
  /** Whether the profile has a full name, a date of birth and both documents. */
  isProfileComplete: Scalars['Boolean']['output'];
  /** The time of the last sign-in; null before the first one. */
  lastLoginAt?: Maybe<Scalars['DateTime']['output']>;
  /** The language of the driver's notifications. */
  locale: Locale;
  /**
   * The phone number in E.164 format, such as `+966510000001`. Visible to the driver and to admins, as are the next four fields; null with a
   * FORBIDDEN error for others.
   */
  phoneNumber?: Maybe<Scalars['String']['output']>;
  /** A picture of the driver; null if it is not set, and once the account is deleted. */
  profilePictureUrl?: Maybe<Scalars['URL']['output']>;
  /** Always DRIVER. */
  type: AccountType;
  /** The time of the last change of the account. */
  updatedAt: Scalars['DateTime']['output'];
  /** The vehicles that the driver has registered and not removed. */
  vehicles: Array<Vehicle>;
};

/** A page of drivers. */
export type DriverConnection = {
  __typename?: 'DriverConnection';
  /** The drivers of the page, each with its cursor. */
  edges: Array<DriverEdge>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

/** A driver in a page. */
export type DriverEdge = {
  __typename?: 'DriverEdge';
  /** The item's position in the list, for `after`. */
  cursor: Scalars['String']['output'];
  /** The driver. */
  node: Driver;
};

/** For the auth subgraph only: the phone that has proved its number. */
export type EnsureAccountInput = {
  /** DRIVER or PASSENGER. */
  accountType: AccountType;
  /** In E.164 format, such as `+966500000001`. */
  phoneNumber: Scalars['String']['input'];
};

/** For the auth subgraph only: the account of a phone. */
export type EnsureAccountPayload = {
  __typename?: 'EnsureAccountPayload';
  /** The account. */
  account: Account;
  /** True for the one request that created the account. */
  created: Scalars['Boolean']['output'];
};

/** The gender of a passenger. */
export type Gender =
  /** Female. */
  | 'FEMALE'
  /** Male. */
  | 'MALE'
  /** Not given. */
  | 'UNSPECIFIED';

/** The language of an account's notifications. */
export type Locale =
  /** Arabic. */
  | 'AR'
  /** English. */
  | 'EN';

/** The operations that change something. Those of one request run one after another. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Creates an admin. For admins only. */
  createAdmin: CreateAdminPayload;
  /** Creates a vehicle type. For admins only. */
  createVehicleType: CreateVehicleTypePayload;
  /** Soft-deletes the signed-in driver or passenger and ends its sessions. */
  deleteMyAccount: DeleteMyAccountPayload;
  /** For the auth subgraph only: the account of this verified phone number, created at its first sign-in. */
  ensureAccount: EnsureAccountPayload;
  /** Registers an active vehicle for the signed-in driver. */
  registerVehicle: VehiclePayload;
  /** Soft-deletes the vehicle: existing trips keep it, new trips cannot use it. For its driver and admins. */
  removeVehicle: VehiclePayload;
  /** An inactive account cannot sign in, refresh a token or book. Deactivating it ends its sessions. For admins only. */
  setAccountActive: SetAccountActivePayload;
  /**
   * Changes the name or the phone number of any account. A new phone number is not verified, and ends all of the account's sessions. The next
   * sign-in with the new number is to this account and verifies it; one with the old number is to a new account. For admins only.
   */
  updateAccount: UpdateAccountPayload;
  /** Changes the profile of the signed-in driver. */
  updateDriverProfile: UpdateDriverProfilePayload;
  /** Changes the profile of the signed-in passenger. */
  updatePassengerProfile: UpdatePassengerProfilePayload;
  /** Changes a vehicle. For its driver and admins. */
  updateVehicle: VehiclePayload;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationCreateAdminArgs = {
  input: CreateAdminInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationCreateVehicleTypeArgs = {
  input: CreateVehicleTypeInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationEnsureAccountArgs = {
  input: EnsureAccountInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationRegisterVehicleArgs = {
  input: RegisterVehicleInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationRemoveVehicleArgs = {
  input: RemoveVehicleInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationSetAccountActiveArgs = {
  input: SetAccountActiveInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationUpdateAccountArgs = {
  input: UpdateAccountInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationUpdateDriverProfileArgs = {
  input: UpdateDriverProfileInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationUpdatePassengerProfileArgs = {
  input: UpdatePassengerProfileInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationUpdateVehicleArgs = {
  input: UpdateVehicleInput;
};

/** An object with an id of its own, by which a client reads it again. */
export type Node = {
  /** The object's id. Its prefix names the type, as in `t_019a2b3c4d5e7f8091a2b3c4d5e6f708` for a trip. */
  id: Scalars['ID']['output'];
};

/** A message to one account about an event, in the account's language. */
export type Notification = Node & {
  __typename?: 'Notification';
  /** The notification's id, such as `n_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
};

/** The position of a page in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the page's last item, for `after`; null for an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether items follow this page, also when it was read backward. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether items precede this page, also when it was read forward. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the page's first item, for `before`; null for an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** An account that books seats. */
export type Passenger = Account & Node & {
  __typename?: 'Passenger';
  /** The time at which the account was created. */
  createdAt: Scalars['DateTime']['output'];
  /** The date of birth; null if it is not set. */
  dateOfBirth?: Maybe<Scalars['Date']['output']>;
  /** The name; null if it is not set, and once the account is deleted. */
  fullName?: Maybe<Scalars['String']['output']>;
  /** The gender; UNSPECIFIED once the account is deleted. */
  gender: Gender;
  /** The passenger's id, such as `p_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** Whether the account can be used: it is neither deactivated nor deleted. */
  isActive: Scalars['Boolean']['output'];
  /** Whether a sign-in by a one-time code has proved the phone number. */
  isPhoneVerified: Scalars['Boolean']['output'];
  /** Whether the profile has a full name and a date of birth. */
  isProfileComplete: Scalars['Boolean']['output'];
  /** The time of the last sign-in; null before the first one. */
  lastLoginAt?: Maybe<Scalars['DateTime']['output']>;
  /** The language of the passenger's notifications. */
  locale: Locale;
  /**
   * The phone number in E.164 format, such as `+966500000001`. Visible to the passenger and to admins, as are the next two fields; null with a
   * FORBIDDEN error for others.
   */
  phoneNumber?: Maybe<Scalars['String']['output']>;
  /** A picture of the passenger; null if it is not set, and once the account is deleted. */
  profilePictureUrl?: Maybe<Scalars['URL']['output']>;
  /** Always PASSENGER. */
  type: AccountType;
  /** The time of the last change of the account. */
  updatedAt: Scalars['DateTime']['output'];
};

/** A page of passengers. */
export type PassengerConnection = {
  __typename?: 'PassengerConnection';
  /** The passengers of the page, each with its cursor. */
  edges: Array<PassengerEdge>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

/** A passenger in a page. */
export type PassengerEdge = {
  __typename?: 'PassengerEdge';
  /** The item's position in the list, for `after`. */
  cursor: Scalars['String']['output'];
  /** The passenger. */
  node: Passenger;
};

/** The operations that read. */
export type Query = {
  __typename?: 'Query';
  /** An account of any type; null for an unknown id. For admins only. */
  account?: Maybe<Account>;
  /** All accounts that are not deleted: drivers, passengers and admins. For admins only. */
  accounts: AccountConnection;
  /** For the auth subgraph only: the active admin with this email and password. */
  adminByPassword?: Maybe<Admin>;
  /** All admins that are not deleted. For admins only. */
  admins: AdminConnection;
  /** The changes that admins and the system have made, newest first. They are kept for two years, unless the operator sets another time. For admins only. */
  auditLog: AuditLogConnection;
  /** A driver; null for an unknown id. Anyone may read a driver's public fields. */
  driver?: Maybe<Driver>;
  /** All drivers that are not deleted. For admins only. */
  drivers: DriverConnection;
  /** The signed-in account. */
  me: Account;
  /**
   * A trip, booking, driver, passenger, admin, vehicle or notification, by the id's prefix. It is what `trip`, `booking`, `driver`,
   * `passenger`, `account`, `vehicle` or `notification` returns for the id, and null where that field is null or refused to the viewer.
   */
  node?: Maybe<Node>;
  /** The objects with these ids, each as `node` returns it, in the order of the ids. An id of another type is null with an error of its own. */
  nodes: Array<Maybe<Node>>;
  /** A passenger; null for an unknown id. */
  passenger?: Maybe<Passenger>;
  /** All passengers that are not deleted. For admins only. */
  passengers: PassengerConnection;
  /** A vehicle; null for an unknown id and for a vehicle that was removed. */
  vehicle?: Maybe<Vehicle>;
  /** All vehicle types, the smallest seat capacity first. */
  vehicleTypes: Array<VehicleType>;
};


/** The operations that read. */
export type QueryAccountArgs = {
  id: Scalars['ID']['input'];
};


/** The operations that read. */
export type QueryAccountsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AccountFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<AccountOrder>;
};


/** The operations that read. */
export type QueryAdminByPasswordArgs = {
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};


/** The operations that read. */
export type QueryAdminsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AccountFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<AccountOrder>;
};


/** The operations that read. */
export type QueryAuditLogArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditLogFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** The operations that read. */
export type QueryDriverArgs = {
  id: Scalars['ID']['input'];
};


/** The operations that read. */
export type QueryDriversArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AccountFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<AccountOrder>;
};


/** The operations that read. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** The operations that read. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** The operations that read. */
export type QueryPassengerArgs = {
  id: Scalars['ID']['input'];
};


/** The operations that read. */
export type QueryPassengersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AccountFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<AccountOrder>;
};


/** The operations that read. */
export type QueryVehicleArgs = {
  id: Scalars['ID']['input'];
};

/** The vehicle to register. */
export type RegisterVehicleInput = {
  /** The model, at most 200 characters, such as `2023`. */
  model: Scalars['String']['input'];
  /** The driver's name for it, at most 200 characters, such as `Hiace`. */
  name: Scalars['String']['input'];
  /** The kind of vehicle, by an id such as `vt_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  vehicleTypeId: Scalars['ID']['input'];
};

/** The vehicle to remove. */
export type RemoveVehicleInput = {
  /** The vehicle's id, such as `v_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  vehicleId: Scalars['ID']['input'];
};

/** A booking of one seat of a trip. Visible to its passenger, the trip's driver and admins. */
export type SeatBooking = Node & {
  __typename?: 'SeatBooking';
  /** The booking's id, such as `b_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
};

/** The account to activate or deactivate. */
export type SetAccountActiveInput = {
  /** The account's id, such as `p_019a2b3c4d5e7f8091a2b3c4d5e6f708`. An admin's own is FORBIDDEN. */
  accountId: Scalars['ID']['input'];
  /** True to activate the account, false to deactivate it. */
  isActive: Scalars['Boolean']['input'];
};

/** The result of activating or deactivating an account. */
export type SetAccountActivePayload = {
  __typename?: 'SetAccountActivePayload';
  /** The account after the change. */
  account: Account;
};

/** A vehicle's journey from one city to another, with seats that passengers book. */
export type Trip = Node & {
  __typename?: 'Trip';
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
};

/** The changes of an account by an admin. A field that is omitted stays as it is. */
export type UpdateAccountInput = {
  /** The account's id, such as `p_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  accountId: Scalars['ID']['input'];
  /** The name, at most 256 characters; null clears it. */
  fullName?: InputMaybe<Scalars['String']['input']>;
  /**
   * The phone number of a driver or passenger, in international form, such as `+966500000001`. Null is BAD_USER_INPUT, and so is a phone number
   * for an admin. One that another account of the same type has is PHONE_NUMBER_TAKEN.
   */
  phoneNumber?: InputMaybe<Scalars['String']['input']>;
};

/** The result of an admin's changes of an account. */
export type UpdateAccountPayload = {
  __typename?: 'UpdateAccountPayload';
  /** The account after the changes. */
  account: Account;
};

/** The changes of a driver's profile. A field that is omitted stays as it is; null clears it, except `locale`. */
export type UpdateDriverProfileInput = {
  /** The date of birth, from 1900 to today, such as `1990-05-31`. */
  dateOfBirth?: InputMaybe<Scalars['Date']['input']>;
  /** A copy of the driving license. */
  drivingLicenseUrl?: InputMaybe<Scalars['URL']['input']>;
  /** The name, at most 256 characters. */
  fullName?: InputMaybe<Scalars['String']['input']>;
  /** A copy of the identity document. */
  identityDocumentUrl?: InputMaybe<Scalars['URL']['input']>;
  /** The language of the driver's notifications. */
  locale?: InputMaybe<Locale>;
  /** A picture of the driver. */
  profilePictureUrl?: InputMaybe<Scalars['URL']['input']>;
};

/** The result of updating a driver's profile. */
export type UpdateDriverProfilePayload = {
  __typename?: 'UpdateDriverProfilePayload';
  /** The driver after the update. */
  driver: Driver;
};

/** The changes of a passenger's profile. A field that is omitted stays as it is; null clears it, except `locale` and `gender`. */
export type UpdatePassengerProfileInput = {
  /** The date of birth, from 1900 to today, such as `1990-05-31`. */
  dateOfBirth?: InputMaybe<Scalars['Date']['input']>;
  /** The name, at most 256 characters. Bookings carry it from the next access token on. */
  fullName?: InputMaybe<Scalars['String']['input']>;
  /** The gender. */
  gender?: InputMaybe<Gender>;
  /** The language of the passenger's notifications. */
  locale?: InputMaybe<Locale>;
  /** A picture of the passenger. */
  profilePictureUrl?: InputMaybe<Scalars['URL']['input']>;
};

/** The result of updating a passenger's profile. */
export type UpdatePassengerProfilePayload = {
  __typename?: 'UpdatePassengerProfilePayload';
  /** The passenger after the update. */
  passenger: Passenger;
};

/** The changes of a vehicle. A field that is omitted stays as it is. Existing trips do not change. */
export type UpdateVehicleInput = {
  /** Whether new trips can use it. */
  isActive?: InputMaybe<Scalars['Boolean']['input']>;
  /** The model, at most 200 characters, such as `2023`. */
  model?: InputMaybe<Scalars['String']['input']>;
  /** The driver's name for it, at most 200 characters, such as `Hiace`. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The vehicle's id, such as `v_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  vehicleId: Scalars['ID']['input'];
  /** The kind of vehicle, by an id such as `vt_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  vehicleTypeId?: InputMaybe<Scalars['ID']['input']>;
};

/** A driver's vehicle. */
export type Vehicle = Node & {
  __typename?: 'Vehicle';
  /** The time at which the vehicle was registered. */
  createdAt: Scalars['DateTime']['output'];
  /** The driver who owns it. */
  driver: Driver;
  /** The vehicle's id, such as `v_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** Whether a new trip can use it: it is neither deactivated nor removed. */
  isActive: Scalars['Boolean']['output'];
  /** The model, such as `2023`. */
  model: Scalars['String']['output'];
  /** The driver's name for it, such as `Hiace`. */
  name: Scalars['String']['output'];
  /** The time of the last change of the vehicle. */
  updatedAt: Scalars['DateTime']['output'];
  /** The kind of vehicle. */
  vehicleType: VehicleType;
};

/** The vehicle after a change. */
export type VehiclePayload = {
  __typename?: 'VehiclePayload';
  /** The vehicle. */
  vehicle: Vehicle;
};

/** A kind of vehicle, such as a van. */
export type VehicleType = {
  __typename?: 'VehicleType';
  /** The type's id, such as `vt_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** The name, such as `van`. Unique. */
  name: Scalars['String']['output'];
  /** The most seats that a trip in a vehicle of this type may offer, 1 to 100. */
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
  AccountConnection: ResolverTypeWrapper<AccountPage>;
  AccountEdge: ResolverTypeWrapper<AccountInPage>;
  AccountFilter: AccountFilter;
  AccountOrder: AccountOrder;
  AccountType: AccountType;
  Admin: ResolverTypeWrapper<AdminEntity>;
  AdminConnection: ResolverTypeWrapper<AdminPage>;
  AdminEdge: ResolverTypeWrapper<Omit<AdminEdge, 'node'> & { node: ResolversTypes['Admin'] }>;
  AuditLogConnection: ResolverTypeWrapper<AuditLogPage>;
  AuditLogEdge: ResolverTypeWrapper<Omit<AuditLogEdge, 'node'> & { node: ResolversTypes['AuditLogEntry'] }>;
  AuditLogEntry: ResolverTypeWrapper<AuditEntry>;
  AuditLogFilter: AuditLogFilter;
  CacheControlScope: CacheControlScope;
  CreateAdminInput: CreateAdminInput;
  CreateAdminPayload: ResolverTypeWrapper<Omit<CreateAdminPayload, 'admin'> & { admin: ResolversTypes['Admin'] }>;
  CreateVehicleTypeInput: CreateVehicleTypeInput;
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
  Node: ResolverTypeWrapper<NodeRow>;
  Notification: ResolverTypeWrapper<NodeRow>;
  PageInfo: ResolverTypeWrapper<PageFacts>;
  Passenger: ResolverTypeWrapper<PassengerEntity>;
  PassengerConnection: ResolverTypeWrapper<PassengerPage>;
  PassengerEdge: ResolverTypeWrapper<Omit<PassengerEdge, 'node'> & { node: ResolversTypes['Passenger'] }>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RegisterVehicleInput: RegisterVehicleInput;
  RemoveVehicleInput: RemoveVehicleInput;
  SeatBooking: ResolverTypeWrapper<NodeRow>;
  SetAccountActiveInput: SetAccountActiveInput;
  SetAccountActivePayload: ResolverTypeWrapper<Omit<SetAccountActivePayload, 'account'> & { account: ResolversTypes['Account'] }>;
  Trip: ResolverTypeWrapper<NodeRow>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UpdateAccountInput: UpdateAccountInput;
  UpdateAccountPayload: ResolverTypeWrapper<Omit<UpdateAccountPayload, 'account'> & { account: ResolversTypes['Account'] }>;
  UpdateDriverProfileInput: UpdateDriverProfileInput;
  UpdateDriverProfilePayload: ResolverTypeWrapper<Omit<UpdateDriverProfilePayload, 'driver'> & { driver: ResolversTypes['Driver'] }>;
  UpdatePassengerProfileInput: UpdatePassengerProfileInput;
  UpdatePassengerProfilePayload: ResolverTypeWrapper<Omit<UpdatePassengerProfilePayload, 'passenger'> & { passenger: ResolversTypes['Passenger'] }>;
  UpdateVehicleInput: UpdateVehicleInput;
  Vehicle: ResolverTypeWrapper<VehicleEntity>;
  VehiclePayload: ResolverTypeWrapper<Omit<VehiclePayload, 'vehicle'> & { vehicle: ResolversTypes['Vehicle'] }>;
  VehicleType: ResolverTypeWrapper<VehicleTypeEntity>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: AccountEntity;
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  AccountConnection: AccountPage;
  AccountEdge: AccountInPage;
  AccountFilter: AccountFilter;
  Admin: AdminEntity;
  AdminConnection: AdminPage;
  AdminEdge: Omit<AdminEdge, 'node'> & { node: ResolversParentTypes['Admin'] };
  AuditLogConnection: AuditLogPage;
  AuditLogEdge: Omit<AuditLogEdge, 'node'> & { node: ResolversParentTypes['AuditLogEntry'] };
  AuditLogEntry: AuditEntry;
  AuditLogFilter: AuditLogFilter;
  CreateAdminInput: CreateAdminInput;
  CreateAdminPayload: Omit<CreateAdminPayload, 'admin'> & { admin: ResolversParentTypes['Admin'] };
  CreateVehicleTypeInput: CreateVehicleTypeInput;
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
  Node: NodeRow;
  Notification: NodeRow;
  PageInfo: PageFacts;
  Passenger: PassengerEntity;
  PassengerConnection: PassengerPage;
  PassengerEdge: Omit<PassengerEdge, 'node'> & { node: ResolversParentTypes['Passenger'] };
  Query: Record<PropertyKey, never>;
  RegisterVehicleInput: RegisterVehicleInput;
  RemoveVehicleInput: RemoveVehicleInput;
  SeatBooking: NodeRow;
  SetAccountActiveInput: SetAccountActiveInput;
  SetAccountActivePayload: Omit<SetAccountActivePayload, 'account'> & { account: ResolversParentTypes['Account'] };
  Trip: NodeRow;
  URL: Scalars['URL']['output'];
  UpdateAccountInput: UpdateAccountInput;
  UpdateAccountPayload: Omit<UpdateAccountPayload, 'account'> & { account: ResolversParentTypes['Account'] };
  UpdateDriverProfileInput: UpdateDriverProfileInput;
  UpdateDriverProfilePayload: Omit<UpdateDriverProfilePayload, 'driver'> & { driver: ResolversParentTypes['Driver'] };
  UpdatePassengerProfileInput: UpdatePassengerProfileInput;
  UpdatePassengerProfilePayload: Omit<UpdatePassengerProfilePayload, 'passenger'> & { passenger: ResolversParentTypes['Passenger'] };
  UpdateVehicleInput: UpdateVehicleInput;
  Vehicle: VehicleEntity;
  VehiclePayload: Omit<VehiclePayload, 'vehicle'> & { vehicle: ResolversParentTypes['Vehicle'] };
  VehicleType: VehicleTypeEntity;
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
  maxAge?: Maybe<Scalars['Int']['input']>;
  scope?: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = UsersContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = RequiredResolvers<{
  __resolveType: TypeResolveFn<'Admin' | 'Driver' | 'Passenger', ParentType, ContextType>;
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
}, ParentType>;

export type AccountConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountConnection'] = ResolversParentTypes['AccountConnection']> = RequiredResolvers<{
  edges?: Resolver<Array<ResolversTypes['AccountEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type AccountEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountEdge'] = ResolversParentTypes['AccountEdge']> = RequiredResolvers<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
}, ParentType>;

export type AdminResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Admin'] = ResolversParentTypes['Admin'], FederationReferenceType extends FederationReferenceTypes['Admin'] = FederationReferenceTypes['Admin']> = RequiredResolvers<{
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
}, ParentType>;

export type AdminConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AdminConnection'] = ResolversParentTypes['AdminConnection']> = RequiredResolvers<{
  edges?: Resolver<Array<ResolversTypes['AdminEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type AdminEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AdminEdge'] = ResolversParentTypes['AdminEdge']> = RequiredResolvers<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Admin'], ParentType, ContextType>;
}, ParentType>;

export type AuditLogConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AuditLogConnection'] = ResolversParentTypes['AuditLogConnection']> = RequiredResolvers<{
  edges?: Resolver<Array<ResolversTypes['AuditLogEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type AuditLogEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AuditLogEdge'] = ResolversParentTypes['AuditLogEdge']> = RequiredResolvers<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditLogEntry'], ParentType, ContextType>;
}, ParentType>;

export type AuditLogEntryResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AuditLogEntry'] = ResolversParentTypes['AuditLogEntry']> = RequiredResolvers<{
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  actorId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  actorRole?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  fields?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  subjectId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}, ParentType>;

export type CreateAdminPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['CreateAdminPayload'] = ResolversParentTypes['CreateAdminPayload']> = RequiredResolvers<{
  admin?: Resolver<ResolversTypes['Admin'], ParentType, ContextType>;
}, ParentType>;

export type CreateVehicleTypePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['CreateVehicleTypePayload'] = ResolversParentTypes['CreateVehicleTypePayload']> = RequiredResolvers<{
  vehicleType?: Resolver<ResolversTypes['VehicleType'], ParentType, ContextType>;
}, ParentType>;

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeleteMyAccountPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['DeleteMyAccountPayload'] = ResolversParentTypes['DeleteMyAccountPayload']> = RequiredResolvers<{
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}, ParentType>;

export type DriverResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Driver'] = ResolversParentTypes['Driver'], FederationReferenceType extends FederationReferenceTypes['Driver'] = FederationReferenceTypes['Driver']> = RequiredResolvers<{
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
}, ParentType>;

export type DriverConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['DriverConnection'] = ResolversParentTypes['DriverConnection']> = RequiredResolvers<{
  edges?: Resolver<Array<ResolversTypes['DriverEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type DriverEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['DriverEdge'] = ResolversParentTypes['DriverEdge']> = RequiredResolvers<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Driver'], ParentType, ContextType>;
}, ParentType>;

export type EnsureAccountPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['EnsureAccountPayload'] = ResolversParentTypes['EnsureAccountPayload']> = RequiredResolvers<{
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
}, ParentType>;

export type MutationResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = RequiredResolvers<{
  createAdmin?: Resolver<ResolversTypes['CreateAdminPayload'], ParentType, ContextType, RequireFields<MutationCreateAdminArgs, 'input'>>;
  createVehicleType?: Resolver<ResolversTypes['CreateVehicleTypePayload'], ParentType, ContextType, RequireFields<MutationCreateVehicleTypeArgs, 'input'>>;
  deleteMyAccount?: Resolver<ResolversTypes['DeleteMyAccountPayload'], ParentType, ContextType>;
  ensureAccount?: Resolver<ResolversTypes['EnsureAccountPayload'], ParentType, ContextType, RequireFields<MutationEnsureAccountArgs, 'input'>>;
  registerVehicle?: Resolver<ResolversTypes['VehiclePayload'], ParentType, ContextType, RequireFields<MutationRegisterVehicleArgs, 'input'>>;
  removeVehicle?: Resolver<ResolversTypes['VehiclePayload'], ParentType, ContextType, RequireFields<MutationRemoveVehicleArgs, 'input'>>;
  setAccountActive?: Resolver<ResolversTypes['SetAccountActivePayload'], ParentType, ContextType, RequireFields<MutationSetAccountActiveArgs, 'input'>>;
  updateAccount?: Resolver<ResolversTypes['UpdateAccountPayload'], ParentType, ContextType, RequireFields<MutationUpdateAccountArgs, 'input'>>;
  updateDriverProfile?: Resolver<ResolversTypes['UpdateDriverProfilePayload'], ParentType, ContextType, RequireFields<MutationUpdateDriverProfileArgs, 'input'>>;
  updatePassengerProfile?: Resolver<ResolversTypes['UpdatePassengerProfilePayload'], ParentType, ContextType, RequireFields<MutationUpdatePassengerProfileArgs, 'input'>>;
  updateVehicle?: Resolver<ResolversTypes['VehiclePayload'], ParentType, ContextType, RequireFields<MutationUpdateVehicleArgs, 'input'>>;
}, Record<never, never>>;

export type NodeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = RequiredResolvers<{
  __resolveType: TypeResolveFn<'Admin' | 'Driver' | 'Notification' | 'Passenger' | 'SeatBooking' | 'Trip' | 'Vehicle', ParentType, ContextType>;
}, ParentType>;

export type NotificationResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Notification'] = ResolversParentTypes['Notification']> = RequiredResolvers<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}, ParentType>;

export type PageInfoResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = RequiredResolvers<{
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}, ParentType>;

export type PassengerResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Passenger'] = ResolversParentTypes['Passenger'], FederationReferenceType extends FederationReferenceTypes['Passenger'] = FederationReferenceTypes['Passenger']> = RequiredResolvers<{
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
}, ParentType>;

export type PassengerConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PassengerConnection'] = ResolversParentTypes['PassengerConnection']> = RequiredResolvers<{
  edges?: Resolver<Array<ResolversTypes['PassengerEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type PassengerEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PassengerEdge'] = ResolversParentTypes['PassengerEdge']> = RequiredResolvers<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Passenger'], ParentType, ContextType>;
}, ParentType>;

export type QueryResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = RequiredResolvers<{
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType, RequireFields<QueryAccountArgs, 'id'>>;
  accounts?: Resolver<ResolversTypes['AccountConnection'], ParentType, ContextType, RequireFields<QueryAccountsArgs, 'orderBy'>>;
  adminByPassword?: Resolver<Maybe<ResolversTypes['Admin']>, ParentType, ContextType, RequireFields<QueryAdminByPasswordArgs, 'email' | 'password'>>;
  admins?: Resolver<ResolversTypes['AdminConnection'], ParentType, ContextType, RequireFields<QueryAdminsArgs, 'orderBy'>>;
  auditLog?: Resolver<ResolversTypes['AuditLogConnection'], ParentType, ContextType, Partial<QueryAuditLogArgs>>;
  driver?: Resolver<Maybe<ResolversTypes['Driver']>, ParentType, ContextType, RequireFields<QueryDriverArgs, 'id'>>;
  drivers?: Resolver<ResolversTypes['DriverConnection'], ParentType, ContextType, RequireFields<QueryDriversArgs, 'orderBy'>>;
  me?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  passenger?: Resolver<Maybe<ResolversTypes['Passenger']>, ParentType, ContextType, RequireFields<QueryPassengerArgs, 'id'>>;
  passengers?: Resolver<ResolversTypes['PassengerConnection'], ParentType, ContextType, RequireFields<QueryPassengersArgs, 'orderBy'>>;
  vehicle?: Resolver<Maybe<ResolversTypes['Vehicle']>, ParentType, ContextType, RequireFields<QueryVehicleArgs, 'id'>>;
  vehicleTypes?: Resolver<Array<ResolversTypes['VehicleType']>, ParentType, ContextType>;
}, Record<never, never>>;

export type SeatBookingResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SeatBooking'] = ResolversParentTypes['SeatBooking']> = RequiredResolvers<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}, ParentType>;

export type SetAccountActivePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SetAccountActivePayload'] = ResolversParentTypes['SetAccountActivePayload']> = RequiredResolvers<{
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
}, ParentType>;

export type TripResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Trip'] = ResolversParentTypes['Trip']> = RequiredResolvers<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}, ParentType>;

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type UpdateAccountPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UpdateAccountPayload'] = ResolversParentTypes['UpdateAccountPayload']> = RequiredResolvers<{
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
}, ParentType>;

export type UpdateDriverProfilePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UpdateDriverProfilePayload'] = ResolversParentTypes['UpdateDriverProfilePayload']> = RequiredResolvers<{
  driver?: Resolver<ResolversTypes['Driver'], ParentType, ContextType>;
}, ParentType>;

export type UpdatePassengerProfilePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UpdatePassengerProfilePayload'] = ResolversParentTypes['UpdatePassengerProfilePayload']> = RequiredResolvers<{
  passenger?: Resolver<ResolversTypes['Passenger'], ParentType, ContextType>;
}, ParentType>;

export type VehicleResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Vehicle'] = ResolversParentTypes['Vehicle'], FederationReferenceType extends FederationReferenceTypes['Vehicle'] = FederationReferenceTypes['Vehicle']> = RequiredResolvers<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Vehicle']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  driver?: Resolver<ResolversTypes['Driver'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  vehicleType?: Resolver<ResolversTypes['VehicleType'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}, ParentType>;

export type VehiclePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['VehiclePayload'] = ResolversParentTypes['VehiclePayload']> = RequiredResolvers<{
  vehicle?: Resolver<ResolversTypes['Vehicle'], ParentType, ContextType>;
}, ParentType>;

export type VehicleTypeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['VehicleType'] = ResolversParentTypes['VehicleType']> = RequiredResolvers<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seatCapacity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type Resolvers<ContextType = UsersContext> = RequiredTypes<{
  Account?: AccountResolvers<ContextType>;
  AccountConnection?: AccountConnectionResolvers<ContextType>;
  AccountEdge?: AccountEdgeResolvers<ContextType>;
  Admin?: AdminResolvers<ContextType>;
  AdminConnection?: AdminConnectionResolvers<ContextType>;
  AdminEdge?: AdminEdgeResolvers<ContextType>;
  AuditLogConnection?: AuditLogConnectionResolvers<ContextType>;
  AuditLogEdge?: AuditLogEdgeResolvers<ContextType>;
  AuditLogEntry?: AuditLogEntryResolvers<ContextType>;
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
  Node?: NodeResolvers<ContextType>;
  Notification?: NotificationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Passenger?: PassengerResolvers<ContextType>;
  PassengerConnection?: PassengerConnectionResolvers<ContextType>;
  PassengerEdge?: PassengerEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  SeatBooking?: SeatBookingResolvers<ContextType>;
  SetAccountActivePayload?: SetAccountActivePayloadResolvers<ContextType>;
  Trip?: TripResolvers<ContextType>;
  URL?: GraphQLScalarType;
  UpdateAccountPayload?: UpdateAccountPayloadResolvers<ContextType>;
  UpdateDriverProfilePayload?: UpdateDriverProfilePayloadResolvers<ContextType>;
  UpdatePassengerProfilePayload?: UpdatePassengerProfilePayloadResolvers<ContextType>;
  Vehicle?: VehicleResolvers<ContextType>;
  VehiclePayload?: VehiclePayloadResolvers<ContextType>;
  VehicleType?: VehicleTypeResolvers<ContextType>;
}>;

export type DirectiveResolvers<ContextType = UsersContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};

import { expect } from '@jest/globals';
import type { Role } from '#contract/viewer.ts';
import type { Watching } from '#platform/messaging/bus/bus.ts';
import { InProcessBus } from '#platform/messaging/bus/in-process-bus.ts';
import { changeRecordedType } from '#platform/subgraph/record-change.ts';
import type { SubgraphOptions } from '#platform/subgraph/start-subgraph.ts';
import { statementLog, untilBlocked } from '#test-kit/statements.ts';
import { startTestSubgraph, type TestSubgraph } from '#test-kit/subgraph.ts';
import { defaultHashBounds } from '../domain/admins/passwords.ts';
import { createUsers } from '../service.ts';
import type { UsersSettings } from '../settings.ts';

export interface Person {
  id: string;
  phoneNumber: string;
  token: string;
}

/** A users subgraph for one test file, with helpers that create people. */
export interface UsersHarness extends TestSubgraph {
  /** The token of an auth service. */
  service: string;
  /** The token of an admin without a row in the database. */
  admin: string;
  tokenOf(id: string, role: Role): Promise<string>;
  newDriver(fullName?: string): Promise<Person>;
  newPassenger(fullName?: string): Promise<Person>;
  newAdmin(email: string): Promise<{ id: string; token: string }>;
  newVehicle(driver: Person, name?: string): Promise<string>;
  vehicleTypeId(name: string): Promise<string>;
  nextPhoneNumber(): string;
  deactivate(id: string): Promise<void>;
  deleteAccount(person: Person): Promise<void>;
  /** The types of an aggregate's events, in order, without its reports to the audit log. */
  eventsOf(subject: string): Promise<string[]>;
  /** As {@link eventsOf}. */
  dataOfLastEvent(subject: string): Promise<unknown>;
  /** Waits until this many statements wait for a lock of another transaction. */
  untilBlocked(count: number): Promise<void>;
  /** The statements since the last call. */
  statements(): string[];
}

const ensure = `mutation ($phoneNumber: String!, $accountType: AccountType!) {
  ensureAccount(input: { phoneNumber: $phoneNumber, accountType: $accountType }) { account { id } created }
}`;
const rename = (type: 'Driver' | 'Passenger') => `mutation ($fullName: String) {
  update${type}Profile(input: { fullName: $fullName }) { ${type.toLowerCase()} { id } }
}`;
const createAdmin = `mutation ($email: String!) {
  createAdmin(input: { email: $email, password: "long enough" }) { admin { id } }
}`;
const register = `mutation ($input: RegisterVehicleInput!) { registerVehicle(input: $input) { vehicle { id } } }`;
const setActive = `mutation ($id: ID!) { setAccountActive(input: { accountId: $id, isActive: false }) { account { id } } }`;

/** Delivers no revocations, so that the tokens of deactivated accounts stay valid and the domain has to refuse them. */
class UnwatchedBus extends InProcessBus {
  override watch(): Watching {
    return { isCurrent: true, stop: async () => {} };
  }
}

export async function startUsers(settings: Partial<UsersSettings> = {}): Promise<UsersHarness> {
  const { log, statements } = statementLog('users');
  const users = await startTestSubgraph(
    'users',
    ({ settings, ...rest }: SubgraphOptions<UsersSettings>) =>
      createUsers({
        ...rest,
        bus: new UnwatchedBus(),
        settings: { ...settings, database: { ...settings.database, logSql: true } },
      }),
    { log, settings: { passwordHashes: defaultHashBounds(), auditRetentionDays: 730, ...settings } },
  );
  const tokenOf = (id: string, role: Role) => users.keys.sign({ sub: id, scope: role });
  const service = await tokenOf('masar-service', 'service');
  const admin = await tokenOf(`a_${'0'.repeat(32)}`, 'admin');
  const run = async (query: string, variables: Record<string, unknown>, token: string) => {
    const answer = await users.request(query, variables, token);
    expect(answer.errors).toBeUndefined();
    return answer.data;
  };
  const sql = <Row extends object>(text: string, parameters: unknown[]) =>
    users.orm.em.getConnection().execute<Row[]>(text, parameters);

  let phones = 0;
  const nextPhoneNumber = () => `+9665${String(10_000_000 + phones++)}`;
  const newPerson = async (role: 'driver' | 'passenger', fullName?: string): Promise<Person> => {
    const phoneNumber = nextPhoneNumber();
    const { ensureAccount } = await run(ensure, { phoneNumber, accountType: role.toUpperCase() }, service);
    const { id } = ensureAccount.account;
    const token = await tokenOf(id, role);
    if (fullName !== undefined) await run(rename(role === 'driver' ? 'Driver' : 'Passenger'), { fullName }, token);
    return { id, phoneNumber, token };
  };
  const vehicleTypeId = async (name: string) => {
    const rows = await sql<{ id: string }>('select id from vehicle_types where name = ?', [name]);
    return rows[0]?.id as string;
  };

  return {
    ...users,
    service,
    admin,
    tokenOf,
    newDriver: (fullName) => newPerson('driver', fullName),
    newPassenger: (fullName) => newPerson('passenger', fullName),
    newAdmin: async (email) => {
      const { id } = (await run(createAdmin, { email }, admin)).createAdmin.admin;
      return { id, token: await tokenOf(id, 'admin') };
    },
    newVehicle: async (driver, name = 'Camry') => {
      const input = { name, model: '2024', vehicleTypeId: await vehicleTypeId('sedan') };
      return (await run(register, { input }, driver.token)).registerVehicle.vehicle.id;
    },
    vehicleTypeId,
    nextPhoneNumber,
    deactivate: async (id) => void (await run(setActive, { id }, admin)),
    deleteAccount: async ({ token }) => void (await run('mutation { deleteMyAccount { accountId } }', {}, token)),
    eventsOf: async (subject) => {
      const rows = await sql<{ message_type: string }>(
        `select message_type from messaging.outbox where subject = ? and message_type <> ? order by position`,
        [subject, changeRecordedType('users')],
      );
      return rows.map((row) => row.message_type);
    },
    dataOfLastEvent: async (subject) => {
      const rows = await sql<{ body: { data: unknown } }>(
        `select body from messaging.outbox where subject = ? and message_type <> ? order by position desc limit 1`,
        [subject, changeRecordedType('users')],
      );
      return rows[0]?.body.data;
    },
    untilBlocked: (count) => untilBlocked(users.orm, count),
    statements,
  };
}

/** An id that no row has. */
export const unknownId = (prefix: string) => `${prefix}_${'f'.repeat(32)}`;

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { until } from '#test-kit/until.ts';
import type { SubgraphName } from '../../subgraphs/list.ts';
import type { Scene, Viewers } from './scene.ts';
import { values } from './values.ts';

async function sql({ platform }: Scene, name: SubgraphName, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: platform.databaseOf(name) });
  await client.connect();
  try {
    for (const each of statements) await client.query(each);
  } finally {
    await client.end();
  }
}

const quoting = "raise exception 'refused %', new using detail = new::text, hint = new::text, errcode = '23514'";
const trigger = (table: string, body = quoting): string[] => [
  `create function refuse_canaries() returns trigger language plpgsql as $$ begin ${body}; end $$`,
  `create trigger canaries before insert or update on ${table} for each row execute function refuse_canaries()`,
];
const noTrigger = ['drop function refuse_canaries() cascade'];

/** Statements that the database refuses with messages that quote the row. */
export async function failStatements(scene: Scene, { passenger, admin }: Viewers): Promise<void> {
  const { client } = scene;
  const { name, token, email, password } = values;
  const rename = (fullName: string) =>
    client.operation(
      {
        field: 'updatePassengerProfile',
        query:
          'mutation ($input: UpdatePassengerProfileInput!) { updatePassengerProfile(input: $input) { passenger { id } } }',
        variables: { input: { fullName } },
      },
      passenger,
    );
  await rename(`${name}\u0000`);
  await rename(name.repeat(50));
  const type = {
    field: 'createVehicleType',
    query: 'mutation ($input: CreateVehicleTypeInput!) { createVehicleType(input: $input) { vehicleType { id } } }',
    variables: { input: { name, seatCapacity: 4 } },
  };
  for (const _ of ['new', 'a second time']) await client.operation(type, admin);
  await client.operation({ ...type, variables: { input: { name, seatCapacity: 2_000_000_000 } } }, admin);
  await sql(scene, 'users', ...trigger('passengers'));
  await rename(`${name} II`);
  await sql(scene, 'users', ...noTrigger, ...trigger('admins'));
  await client.operation(
    {
      field: 'createAdmin',
      query: 'mutation ($input: CreateAdminInput!) { createAdmin(input: $input) { admin { id } } }',
      variables: { input: { email: `other.${email}`, password, fullName: name } },
    },
    admin,
  );
  await sql(scene, 'users', ...noTrigger);
  // A hash that is none, which argon2 refuses to read.
  await sql(scene, 'users', `update admins set password_hash = '${values.sentence}' where email = '${email}'`);
  const signIn = 'mutation ($input: SignInWithPasswordInput!) { signInWithPassword(input: $input) { accessToken } }';
  await client.operation({ field: 'signInWithPassword', query: signIn, variables: { input: { email, password } } });
  await sql(scene, 'notifications', ...trigger('device_tokens'));
  await client.operation(
    {
      field: 'registerDevice',
      query: 'mutation ($input: RegisterDeviceInput!) { registerDevice(input: $input) { device { id } } }',
      variables: { input: { token, appVersion: name.slice(0, 10) } },
    },
    passenger,
  );
  await sql(scene, 'notifications', ...noTrigger);
  // An input whose text is no value of its column, which PostgreSQL quotes in the message itself.
  await sql(scene, 'users', ...trigger('passengers', 'new.full_name := (new.full_name::date)::text; return new'));
  await rename(`${name} III`);
  await sql(scene, 'users', ...noTrigger);
}

/** Events with canaries whose handlers fail, until they are dead letters. */
export async function failEvents(scene: Scene, { passenger }: Viewers): Promise<void> {
  const { client, capture } = scene;
  await sql(scene, 'notifications', ...trigger('recipients'));
  await client.operation(
    {
      field: 'updatePassengerProfile',
      query:
        'mutation ($input: UpdatePassengerProfileInput!) { updatePassengerProfile(input: $input) { passenger { id } } }',
      variables: { input: { fullName: `${values.name} IV` } },
    },
    passenger,
  );
  await until(() => capture.lines.some((line) => line.includes('an event failed')));
  await sql(
    scene,
    'notifications',
    `update messaging.envelope set attempts = 9, execution_time = now() where status = 'PENDING'`,
  );
  await until(() => capture.lines.some((line) => line.includes('an event became a dead letter')));
  await sql(scene, 'notifications', ...noTrigger);
}

const responseOf = (status: string, body: string, type = 'application/json'): string =>
  `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nX-Token: ${values.token}\r\n\r\n${body}`;

/** Answers of a subgraph that are wrong, with canaries in them. */
export async function failSubgraph({ client, trips }: Scene, { admin }: Viewers): Promise<void> {
  const { token, phone, name } = values;
  const error = (extensions: object) =>
    JSON.stringify({ errors: [{ message: `${name} ${token} ${phone}`, extensions }] });
  const answers: (string | Buffer)[] = [
    responseOf('500 Internal Server Error', `${name} ${token}`, 'text/plain'),
    responseOf('502 Bad Gateway', `<html>${token}</html>`, 'text/html'),
    responseOf('200 OK', `{"data": {"trip": "${token}`),
    responseOf('200 OK', JSON.stringify({ data: { trip: token } })),
    responseOf(
      '200 OK',
      JSON.stringify({ data: { trip: { id: { token }, totalSeats: token, departureTime: [token] } } }),
    ),
    responseOf('200 OK', error({ code: 'INTERNAL_SERVER_ERROR', token, stacktrace: [token] })),
    responseOf('200 OK', error({ code: token, phone })),
    responseOf('200 OK', error({})),
    responseOf('200 OK', JSON.stringify({ data: null, errors: [token, { message: { token } }, { path: [token] }] })),
    `HTTP/1.1 200 ${token}\r\n${token}: ${token}\r\nContent-Length: ${token}\r\n\r\n${token}`,
    `${token} ${name}\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz${token}\r\n`,
    `HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"data": {"trip": "${token}"`,
    `HTTP/1.1 302 Found\r\nLocation: https://x.example/?token=${token}\r\nContent-Length: 0\r\n\r\n`,
  ];
  for (const answer of answers) {
    trips.answer = answer;
    const query = `query ($id: ID!) { trip(id: $id) { id totalSeats departureTime } }`;
    await client.operation(
      { field: `trip, answered with ${String(answer).slice(0, 20)}`, query, variables: { id: randomUUID() } },
      admin,
    );
  }
  trips.answer = null;
}

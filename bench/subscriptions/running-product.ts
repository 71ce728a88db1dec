import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { freePorts } from '#test-kit/free-port.ts';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { type Command, command } from '#test-kit/process.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { defaultDemoOtp, demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { databaseNameOf, defaultUrl, lastPortOffset, postgresPortOffset } from '../../subgraphs/list.ts';
import { cpuOf, processTree } from '../cpu-of.ts';

/** The platform as `npm start` runs it, with its own PostgreSQL, and one trip of its demo data. */
export interface Product {
  /** Of the gateway. */
  port: number;
  tripId: string;
  query: string;
  /** The `data` of the right message of a round. */
  dataOf(round: number): unknown;
  /** Updates the trip as its driver, through the gateway. */
  update(round: number): Promise<void>;
  /** When the last update was committed, in milliseconds on the clock of `performance.now()`. */
  committedAt(): Promise<number>;
  /** The processor time of all its processes, in milliseconds, without the connection of this benchmark. */
  cpu(): number;
  /** The number of subscriptions that trips serves. */
  live(): Promise<number>;
  stop(): Promise<void>;
}

const fields =
  'id fromCity toCity departureTime status totalSeats availableSeats price description driver { fullName }';
const query = `subscription TripUpdated($tripId: ID!) { tripUpdated(tripId: $tripId) { ${fields} } }`;

const descriptionOf = (round: number): string => `round ${round}`;

export async function startProduct({ dataDir, core }: { dataDir: string; core: number }): Promise<Product> {
  const [port = 0] = await freePorts(lastPortOffset + 1);
  const start = async (): Promise<Command> => {
    const args = ['-c', String(core), process.execPath, 'cli/main.ts', 'start'];
    const running = command('taskset', args, { PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'warn' });
    await running.prints('Masar Eagle is ready.', 120_000);
    return running;
  };
  const connect = async (): Promise<pg.Client> => {
    const password = (await readFile(path.join(dataDir, 'postgres.password'), 'utf8')).trim();
    const [user, host, database] = ['postgres', '127.0.0.1', databaseNameOf('trips')];
    const client = new pg.Client({ host, port: port + postgresPortOffset, user, password, database });
    await client.connect();
    return client;
  };

  // PostgreSQL remembers the times of commits only when it starts with this setting.
  const first = await start();
  const setUp = await connect();
  await setUp.query('alter system set track_commit_timestamp = on');
  await setUp.end();
  await stopCommand(first);

  const platform = await start();
  // A Ctrl-C does not reach it, because it has a process group of its own. When it stops, the measurement fails.
  const interrupt = () => platform.signal('SIGTERM');
  process.once('SIGINT', interrupt);
  const client = await connect();
  const [connection] = (await client.query('select pg_backend_pid() as pid')).rows as { pid: number }[];
  const url = `http://127.0.0.1:${port}/graphql`;
  const token = await signInDriver(url);
  const [stored] = (
    await client.query("select id from trips where driver_id = $1 and status = 'SCHEDULED' order by id limit 1", [
      demoAccounts.drivers[0].id,
    ])
  ).rows as { id: string }[];
  if (!stored) throw new Error('the demo driver has no scheduled trip');
  const tripId = stored.id;
  const { data } = await requestGraphQL(url, `query ($tripId: ID!) { trip(id: $tripId) { ${fields} } }`, { tripId });
  if (!data?.trip?.driver?.fullName) throw new Error(`the trip cannot be read: ${JSON.stringify(data)}`);

  return {
    port,
    tripId,
    query,
    dataOf: (round) => ({ tripUpdated: { ...data.trip, description: descriptionOf(round) } }),
    update: async (round) => {
      const input = { tripId, description: descriptionOf(round) };
      const { errors } = await requestGraphQL(
        url,
        'mutation ($input: UpdateTripInput!) { updateTrip(input: $input) { trip { id } } }',
        { input },
        token,
      );
      if (errors) throw new Error(`updateTrip: ${JSON.stringify(errors)}`);
    },
    committedAt: async () => {
      const { rows } = await client.query(
        'select extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000 as at from trips where id = $1',
        [tripId],
      );
      return (rows[0] as { at: number }).at - performance.timeOrigin;
    },
    cpu: () => cpuOf(processTree(platform.pid)) - (connection ? cpuOf([connection.pid]) : 0),
    live: () => liveSubscriptions(defaultUrl('trips', port)),
    stop: async () => {
      process.off('SIGINT', interrupt);
      await client.end();
      await stopCommand(platform);
    },
  };
}

async function stopCommand(running: Command): Promise<void> {
  running.signal('SIGTERM');
  await running.exited();
}

async function signInDriver(url: string): Promise<string> {
  const { data, errors } = await requestGraphQL(
    url,
    'mutation ($input: SignInWithOtpInput!) { signInWithOtp(input: $input) { accessToken } }',
    { input: { phoneNumber: demoAccounts.drivers[0].phoneNumber, accountType: 'DRIVER', code: defaultDemoOtp } },
  );
  if (errors) throw new Error(`sign in: ${JSON.stringify(errors)}`);
  return data.signInWithOtp.accessToken;
}

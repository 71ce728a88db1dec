import { freePorts } from '#test-kit/free-port.ts';
import { command } from '#test-kit/process.ts';
import { ProcessService } from '#test-kit/process-service.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { perSubgraph, type SubgraphName, subgraphNames, urlVariable } from '../../subgraphs/list.ts';

/** The tokens of a session. */
export interface Session {
  accessToken: string;
  refreshToken: string;
}

/** The whole platform, each service in a process of its own, on the databases of one server and a Redis. */
export class PlatformProcesses {
  readonly #environment: Record<string, string>;
  readonly #ports: readonly number[];
  readonly #services: Record<SubgraphName | 'gateway', ProcessService>;
  /** The GraphQL endpoint of the gateway. */
  readonly url: string;

  private constructor(environment: Record<string, string>, ports: readonly number[]) {
    this.#ports = ports;
    const gatewayPort = ports.at(-1);
    this.#environment = {
      ...environment,
      ...perSubgraph(urlVariable, (name) => `http://127.0.0.1:${ports[subgraphNames.indexOf(name)]}/graphql`),
      AUTH_ISSUER: `http://127.0.0.1:${gatewayPort}`,
      AUTH_KEY_SECRET: 'a key secret that outlives the databases',
      SERVICE_CLIENT_SECRET: 'a service secret that outlives the databases',
      DEMO_OTP: '000000',
      LOG_LEVEL: 'info',
    };
    const service = (args: string[], port: number | undefined) =>
      new ProcessService(args, { ...this.#environment, PORT: String(port) });
    this.#services = {
      ...perSubgraph(
        (name) => name,
        (name) => service(['cli/main.ts', 'subgraph', name], ports[subgraphNames.indexOf(name)]),
      ),
      gateway: service(['gateway/main.ts'], gatewayPort),
    };
    this.url = `http://127.0.0.1:${gatewayPort}/graphql`;
  }

  /** Prepares a platform with demo data, which does not run yet. */
  static async create(environment: { DATABASE_URL: string; REDIS_URL: string }): Promise<PlatformProcesses> {
    const platform = new PlatformProcesses(environment, await freePorts(subgraphNames.length + 1));
    for (const args of [['migrate', 'up'], ['seed']]) {
      const { code, printed } = await platform.masar(args);
      if (code !== 0) throw new Error(`masar ${args.join(' ')} failed: ${printed}`);
    }
    return platform;
  }

  /** Runs a command with the settings of the platform. */
  async masar(args: string[]): Promise<{ code: number | NodeJS.Signals | null; printed: string }> {
    const run = command('node', ['cli/main.ts', ...args], this.#environment);
    return { code: await run.exited(), printed: run.output() };
  }

  async start(...names: SubgraphName[]): Promise<void> {
    const started = names.length > 0 ? names : subgraphNames;
    await Promise.all(started.map((name) => this.#services[name].start()));
    if (names.length === 0) await this.#services.gateway.start();
  }

  /** Stops services in order, or all of them. */
  async shutDown(...names: SubgraphName[]): Promise<void> {
    const services = names.length > 0 ? names.map((name) => this.#services[name]) : Object.values(this.#services);
    for (const service of services) service.signal('SIGTERM');
    for (const service of services) await service.exited();
  }

  async destroy(): Promise<void> {
    for (const service of Object.values(this.#services)) await service.destroy();
  }

  /** Where a service serves its metrics: `127.0.0.1:4001`. */
  addressOf(service: SubgraphName | 'gateway'): string {
    const port = service === 'gateway' ? this.#ports.at(-1) : this.#ports[subgraphNames.indexOf(service)];
    return `127.0.0.1:${port}`;
  }

  /** The value of a metric without labels of a subgraph; null when it is absent. */
  async metric(service: SubgraphName, name: string): Promise<number | null> {
    const response = await fetch(`http://${this.addressOf(service)}/metrics`);
    const [, value] =
      (await response.text()).match(new RegExp(`^${name}\\{service="${service}"\\} (\\S+)$`, 'm')) ?? [];
    return value === undefined ? null : Number(value);
  }

  /** Runs an operation at the gateway, and returns its data. Throws its first error. */
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the fields that it selected
  async run(query: string, variables: Record<string, unknown> = {}, token?: string): Promise<any> {
    const { data, errors } = await requestGraphQL(this.url, query, variables, token);
    if (errors?.[0]) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
    return data;
  }

  async signIn(phoneNumber: string, accountType: 'PASSENGER' | 'DRIVER'): Promise<Session> {
    const input = { phoneNumber, accountType, code: '000000' };
    const query = `mutation ($input: SignInWithOtpInput!) { signInWithOtp(input: $input) { accessToken refreshToken } }`;
    return (await this.run(query, { input })).signInWithOtp;
  }

  async signInAdmin(): Promise<string> {
    const { email, password } = demoAccounts.admin;
    const query = `mutation ($input: SignInWithPasswordInput!) { signInWithPassword(input: $input) { accessToken } }`;
    return (await this.run(query, { input: { email, password } })).signInWithPassword.accessToken;
  }

  async refresh(refreshToken: string): Promise<Session> {
    const query = `mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { accessToken refreshToken } }`;
    return (await this.run(query, { input: { refreshToken } })).refreshTokens;
  }

  /** Books a seat. Returns the id of the booking. */
  async book(tripId: string, seatNumber: number, token: string, idempotencyKey?: string): Promise<string> {
    const query = `mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }`;
    const input = { tripId, seatNumbers: [seatNumber], ...(idempotencyKey ? { idempotencyKey } : {}) };
    return (await this.run(query, { input }, token)).bookSeats.bookings[0].id;
  }
}

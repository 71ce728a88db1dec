import { defaultGatewayPort } from '../../subgraphs/list.ts';
import { demoAccounts } from '../seed/demo-accounts.ts';
import type { PlatformSettings } from './settings.ts';

/** Returns the message that `npm start` prints when the platform is ready. */
export function readyMessage({ host, port, demoOtp }: Pick<PlatformSettings, 'host' | 'port' | 'demoOtp'>): string {
  const base = `http://${host}:${port}`;
  const { passengers, drivers, admin } = demoAccounts;
  const tour = port === defaultGatewayPort ? 'npm run tour' : `npm run tour -- --url ${base}/graphql`;
  const range = (people: readonly { phoneNumber: string }[]) =>
    `${people[0]?.phoneNumber} to ${people.at(-1)?.phoneNumber}`;
  return `
Masar Eagle is ready.

  GraphQL and Sandbox  ${base}/graphql
  GraphiQL             ${base}/graphiql
  Subscriptions        ${base.replace('http', 'ws')}/graphql
  Health, metrics      ${base}/health/ready  ${base}/metrics

  Passengers           ${range(passengers)}  code ${demoOtp}
  Drivers              ${range(drivers)}  code ${demoOtp}
  Admin                ${admin.email}  password ${admin.password}

Ctrl-C stops the platform. To see a booking, run in another terminal: ${tour}
`;
}

import { expect, test } from '@jest/globals';
import { freePort } from '#test-kit/free-port.ts';
import { connect, GatewayUnreachable } from './connect.ts';

test('a request and a subscription without a gateway name its URL', async () => {
  const url = `http://127.0.0.1:${await freePort()}/graphql`;
  const connection = await connect(url);
  const failures = [
    await connection.run('TripDetails', {}).catch((error: unknown) => error),
    await connection
      .subscribe('TripUpdated', {})
      .next()
      .catch((error: unknown) => error),
  ];
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(GatewayUnreachable);
    expect((failure as Error).message).toContain(url);
  }
  await connection.close();
});

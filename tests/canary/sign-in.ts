import { defaultDemoOtp, demoAccounts } from '../../cli/seed/demo-accounts.ts';
import type { Scene, Viewers } from './scene.ts';
import { values } from './values.ts';

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

const tokenFields = '{ accessToken refreshToken account { id fullName } }';

/** Signs in with wrong and right credentials, gives the accounts canaries as names, and renews and reuses tokens. */
export async function signInEveryone(scene: Scene): Promise<Viewers> {
  const { client, canaries } = scene;
  const keep = (who: string, tokens: Tokens | undefined): string => {
    if (!tokens) throw new Error(`no tokens for ${who}: ${JSON.stringify(client.errors.at(-1))}`);
    const { accessToken, refreshToken } = tokens;
    canaries.add('secret', `the refresh token of ${who}`, refreshToken);
    return canaries.add('secret', `the access token of ${who}`, accessToken);
  };
  const mutate = async (field: string, type: string, input: object, selection: string, token?: string) =>
    (
      await client.operation(
        {
          field,
          query: `mutation ($input: ${type}!) { ${field}(input: $input) ${selection} }`,
          variables: { input },
        },
        token,
      )
    ).data?.[field] as unknown;
  const signIn = (accountType: string, code: string) =>
    mutate(
      'signInWithOtp',
      'SignInWithOtpInput',
      { phoneNumber: values.phone, accountType, code },
      tokenFields,
    ) as Promise<Tokens>;
  const byPhone = async (accountType: 'PASSENGER' | 'DRIVER'): Promise<Tokens> => {
    const phone = { phoneNumber: values.phone, accountType };
    await mutate('requestOtp', 'RequestOtpInput', phone, '{ expiresAt }');
    const code = canaries.add('secret', `the code of the ${accountType}`, scene.lastCode());
    await signIn(accountType, values.code);
    return signIn(accountType, code);
  };
  const passengerTokens = await byPhone('PASSENGER');
  const passenger = keep('the passenger', passengerTokens);
  const driver = keep('the driver', await byPhone('DRIVER'));
  const { email, password } = demoAccounts.admin;
  const byPassword = (input: object) =>
    mutate('signInWithPassword', 'SignInWithPasswordInput', input, tokenFields) as Promise<Tokens>;
  const admin = keep('the admin', await byPassword({ email, password }));
  await byPassword({ email: values.email, password: values.password });
  const own = { email: values.email, password: values.password };
  for (const _ of ['new', 'a second time']) {
    await mutate('createAdmin', 'CreateAdminInput', { ...own, fullName: values.name }, '{ admin { id email } }', admin);
  }
  keep('the admin with a canary as email', await byPassword(own));
  await byPassword({ email: values.email, password: `${values.password}!` });
  const names = { fullName: values.name };
  await mutate('updatePassengerProfile', 'UpdatePassengerProfileInput', names, '{ passenger { fullName } }', passenger);
  await mutate(
    'updateDriverProfile',
    'UpdateDriverProfileInput',
    { fullName: values.arabicName },
    '{ driver { id } }',
    driver,
  );
  const refresh = (refreshToken: string) =>
    mutate('refreshTokens', 'RefreshTokensInput', { refreshToken }, tokenFields) as Promise<Tokens>;
  const other = await signIn('PASSENGER', defaultDemoOtp);
  keep('the second session', other);
  const renewed = await refresh(other.refreshToken);
  keep('the renewed session', renewed);
  await refresh(renewed.refreshToken);
  // Reused after its successor was used: the session ends.
  await refresh(other.refreshToken);
  return { passenger, driver, admin };
}

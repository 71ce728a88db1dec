import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { OAuthApplication } from '../../entities/oauth-application.ts';
import { type AuthHarness, startAuth, testSettings } from '../../testing/harness.ts';
import { sha256 } from '../secrets.ts';

let auth: AuthHarness;
let admin: string;
beforeAll(async () => {
  auth = await startAuth();
  admin = await auth.adminToken();
});
afterAll(() => auth.stop());

const mutation = `mutation ($input: RegisterOAuthApplicationInput!) { registerOAuthApplication(input: $input) {
  clientSecret application { id clientId displayName type scopes redirectUris } } }`;
const register = (input: Record<string, unknown>, token: string | null = admin) =>
  auth.request(mutation, { input: { clientId: 'a-client', type: 'PUBLIC', scopes: ['passenger'], ...input } }, token);
const stored = (clientId: string) => auth.orm.em.fork().findOneOrFail(OAuthApplication, { clientId });

test('the migrations create the four applications and the four scopes of the platform', async () => {
  const query = '{ oauthApplications { clientId type scopes } oauthScopes { name resources } }';
  const { data } = await auth.request(query, {}, admin);
  const people = ['driver', 'passenger', 'admin'];
  expect(data.oauthApplications).toEqual([
    { clientId: 'masar-app', type: 'PUBLIC', scopes: people },
    { clientId: 'masar-sandbox', type: 'PUBLIC', scopes: people },
    { clientId: 'masar-service', type: 'CONFIDENTIAL', scopes: ['service'] },
    { clientId: 'masar-web', type: 'PUBLIC', scopes: people },
  ]);
  const names = data.oauthScopes.map(({ name }: { name: string }) => name);
  expect(names).toEqual(['admin', 'driver', 'passenger', 'service']);
});

test('only admins may list applications and scopes', async () => {
  const { accessToken } = await auth.signedIn();
  for (const field of ['oauthApplications', 'oauthScopes']) {
    expect(refusalOf(await auth.request(`{ ${field} { id } }`, {}, accessToken))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await auth.request(`{ ${field} { id } }`))).toEqual({ code: 'UNAUTHENTICATED' });
  }
});

test('a start stores the hash of the configured service secret, also when the setting has changed', async () => {
  expect((await stored('masar-service')).clientSecret).toBe(sha256(testSettings.serviceClientSecret));
  await auth.another({ serviceClientSecret: 'another secret of the service' });
  expect((await stored('masar-service')).clientSecret).toBe(sha256('another secret of the service'));
});

describe('registerOAuthApplication', () => {
  test('returns no secret for a public application', async () => {
    const input = { clientId: 'kiosk', displayName: 'Kiosk', redirectUris: ['https://kiosk.test/back'] };
    expect((await register(input)).data.registerOAuthApplication).toEqual({
      clientSecret: null,
      application: { id: expect.stringMatching(/^app_[0-9a-f]{32}$/), type: 'PUBLIC', scopes: ['passenger'], ...input },
    });
  });

  test('returns the secret of a confidential application once, and stores its hash', async () => {
    const { data } = await register({ clientId: 'reports', type: 'CONFIDENTIAL', scopes: ['service'] });
    const { clientSecret } = data.registerOAuthApplication;
    expect(clientSecret).toMatch(/^[\w-]{43}$/);
    expect((await stored('reports')).clientSecret).toBe(sha256(clientSecret));
  });

  test('answers NAME_TAKEN for a client id in use, also when concurrent', async () => {
    expect(refusalOf(await register({ clientId: 'masar-app' }))).toEqual({ code: 'NAME_TAKEN' });
    const answers = await Promise.all([register({ clientId: 'twin' }), register({ clientId: 'twin' })]);
    expect(answers.filter(({ errors }) => errors).map(refusalOf)).toEqual([{ code: 'NAME_TAKEN' }]);
  });

  test.each([
    ['a blank client id', { clientId: ' ' }, 'clientId'],
    ['a client id that is too long', { clientId: 'x'.repeat(101) }, 'clientId'],
    ['a display name that is too long', { displayName: 'x'.repeat(201) }, 'displayName'],
    ['an unknown scope', { scopes: ['root'] }, 'scopes'],
    ['the service scope of a public application', { scopes: ['service'] }, 'scopes'],
    ['too many scopes', { scopes: Array.from({ length: 21 }, (_, at) => `scope ${at}`) }, 'scopes'],
    ['too many URIs', { redirectUris: Array(21).fill('https://partner.test') }, 'redirectUris'],
  ])('refuses %s', async (_what, input, field) => {
    expect(refusalOf(await register(input))).toEqual(badInput(field));
  });

  test.each([
    'back',
    '/back',
    'https://partner.test/#fragment',
    'https://partner.test/#',
    'https://user:word@partner.test/',
    'http://partner.test/',
    'http://127.0.0.1.partner.test/',
    'javascript:alert(1)',
    'data:text/html,x',
    'partner:/back',
  ])('refuses the redirect URI %s', async (uri) => {
    expect(refusalOf(await register({ redirectUris: ['https://partner.test', uri] }))).toEqual(
      badInput('redirectUris'),
    );
  });

  test('accepts web, loopback and private-use redirect URIs, and drops repeated scopes', async () => {
    const redirectUris = [
      'https://partner.test/back?x=1',
      'http://127.0.0.1/cb',
      'http://[::1]:80/cb',
      'test.partner:/cb',
    ];
    const { data } = await register({ clientId: ' partner ', scopes: ['driver', 'driver'], redirectUris });
    const { clientId, ...application } = data.registerOAuthApplication.application;
    expect(clientId).toBe('partner');
    expect(application).toMatchObject({ scopes: ['driver'], redirectUris });
  });

  test('is refused to anyone but admins', async () => {
    const { accessToken } = await auth.signedIn();
    expect(refusalOf(await register({}, accessToken))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await register({}, await auth.serviceToken()))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await register({}, null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});

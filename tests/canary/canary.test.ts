import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { duplicateKeys } from './capture.ts';
import { failEvents, failStatements, failSubgraph } from './failures.ts';
import { endSessions, sendDocuments, sendOperations, sendRequests } from './http-paths.ts';
import { useOAuth } from './oauth-paths.ts';
import { identifiers } from './operations.ts';
import { codeLine, type Scene, startScene } from './scene.ts';
import { signInEveryone } from './sign-in.ts';
import { useSockets, useStreams } from './socket-paths.ts';
import { createCanaries, values } from './values.ts';

/** What is in the log by design: the code that no phone gets, in development, and with LOG_SQL there the values of statements. */
function isByDesign(line: string, settings: { LOG_SQL?: string }): boolean {
  const { msg = '' } = JSON.parse(line) as { msg?: string };
  return msg === codeLine || (settings.LOG_SQL === 'true' && msg.startsWith('[query] '));
}

describe.each<[string, { LOG_SQL?: string }]>([
  ['every path is taken', {}],
  ['statements are logged', { LOG_SQL: 'true' }],
])('when %s', (_, settings) => {
  const areStatementsLogged = settings.LOG_SQL === 'true';
  let scene: Scene;

  beforeAll(async () => {
    scene = await startScene({ PLANNING_WORKERS: '1', ...settings });
    const viewers = await signInEveryone(scene);
    await useOAuth(scene);
    if (!areStatementsLogged) {
      const subscriptions = await sendOperations(scene, viewers);
      await sendRequests(scene);
      await sendDocuments(scene, viewers);
      await useSockets(scene, viewers, subscriptions);
      await useStreams(scene, viewers);
      await failSubgraph(scene, viewers);
    }
    await failStatements(scene, viewers);
    await failEvents(scene, viewers);
    await endSessions(scene, viewers);
  }, 120_000);

  afterAll(() => scene.stop());

  test('every line of the log is JSON whose keys are all different', () => {
    const { lines } = scene.capture;
    expect(lines.filter((line) => duplicateKeys(line).length > 0)).toEqual([]);
    expect(lines.filter((line) => isByDesign(line, settings)).length).toBeGreaterThan(areStatementsLogged ? 100 : 1);
  });

  test('no line of the log has a canary', () => {
    const { canaries, capture } = scene;
    expect(capture.lines.length).toBeGreaterThan(100);
    const leaks = capture.lines
      .filter((line) => !isByDesign(line, settings))
      .map((line) => ({ found: canaries.in(line), line }))
      .filter(({ found }) => found.length > 0);
    expect(leaks).toEqual([]);
  });

  test('nothing else that the process writes has one', () => {
    const { canaries, capture } = scene;
    expect(capture.others.filter((text) => canaries.in(text).length > 0)).toEqual([]);
  });

  test('no metric has one', async () => {
    const text = await scene.metrics();
    expect(text).toContain('http_request_duration_seconds');
    expect(text.split('\n').filter((line) => scene.canaries.in(line).length > 0)).toEqual([]);
  });

  test('no trace has one', async () => {
    const text = await scene.traces();
    expect(text).toContain('graphql.operation.type');
    expect(scene.canaries.in(text)).toEqual([]);
  });

  test('the counted use has none, but for the names that operations and variables have', async () => {
    const text = await scene.countedUse();
    expect(text).toContain('Mutation.signInWithOtp(input:)');
    if (!areStatementsLogged) expect(text).toContain('UpdatePassengerProfileInput.fullName');
    expect(scene.canaries.in(text, ['secret', 'personal'])).toEqual([]);
    expect(text).not.toContain(identifiers.alias);
  });

  test("no error has one, but for names of the client's own document", () => {
    const { canaries, client } = scene;
    const leaks = client.errors
      .map((error) => ({ ...error, found: canaries.in(error.text, error.mayQuote ? ['secret'] : undefined) }))
      .filter(({ found }) => found.length > 0);
    expect(leaks).toEqual([]);
    const sources = new Set(client.errors.map(({ from }) => from));
    for (const source of areStatementsLogged
      ? []
      : ['a socket with a token', 'a refused socket', 'a stream', 'a body']) {
      expect(sources).toContain(source);
    }
  });
});

test('a canary is found in every form in which a program writes a text', () => {
  const canaries = createCanaries();
  const { name, arabicName, token, code } = values;
  const forms = [
    ...[token, token.toUpperCase(), `x${encodeURIComponent(name)}x`, `?q=${new URLSearchParams({ name })}`],
    ...[JSON.stringify({ arabicName }), JSON.stringify(JSON.stringify({ name })), btoa(token), btoa(`ab${token}cd`)],
    ...[
      Buffer.from(`x${arabicName}`).toString('base64url'),
      Buffer.from(name).toString('hex'),
      `"${code}"`,
      `code=${code}.`,
    ],
    [...arabicName]
      .map((each) => (each === ' ' ? each : `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`))
      .join(''),
  ];
  expect(forms.filter((form) => canaries.in(form).length !== 1)).toEqual([]);
  expect(canaries.in(`1${code} 0.${code} ${code}a`)).toEqual([]);
});

test('a key that a line has twice is found, whatever its values are', () => {
  expect(duplicateKeys('{"a":{"b":1,"c":[{"a":2}]},"b":"x\\":{\\"a","c":2}')).toEqual([]);
  expect(duplicateKeys('{"a":1,"b":{"a":2},"a":3}')).toEqual(['a']);
});

import { expect, test } from '@jest/globals';
import { type DatabaseUrlValues, directUrlOf, pooledUrlOf } from './settings.ts';

const [own, ownDirect] = ['postgres://own/trips', 'postgres://own-direct/trips'];
const [server, serverDirect] = ['postgres://server', 'postgres://server-direct'];

test.each<[string, DatabaseUrlValues, string | undefined, string | undefined]>([
  ['nothing', {}, undefined, undefined],
  ['a server', { server }, 'postgres://server/trip', 'postgres://server/trip'],
  ['a server and its direct URL', { server, serverDirect }, 'postgres://server/trip', 'postgres://server-direct/trip'],
  ['a URL of its own', { own, server, serverDirect }, own, own],
  ['two URLs of its own', { own, ownDirect, server, serverDirect }, own, ownDirect],
  ['a direct URL of its own', { ownDirect, server }, 'postgres://server/trip', ownDirect],
  ['direct URLs alone', { ownDirect, serverDirect }, undefined, ownDirect],
])('with %s, a database has the URLs', (_what, values, pooled, direct) => {
  expect([pooledUrlOf('trip', values), directUrlOf('trip', values)]).toEqual([pooled, direct]);
});

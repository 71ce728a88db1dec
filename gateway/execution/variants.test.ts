import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { localGraph } from '../testing/local-graph.ts';
import { maxVariantBytes, maxVariants, type Variant, Variants } from './variants.ts';

const nothing = (): Variant => ({
  step: null,
  shape: () => null,
  costs: { bySubgraph: () => new Map(), ofResponse: () => 0 },
  primary: null,
  plan: null,
  clientKeys: new Map(),
  clientVariables: new Map(),
});

test('compiles an operation once for each combination of its conditions', async () => {
  const { graph } = localGraph({ clock: { typeDefs: 'type Query { now: Int }' } });
  const executable = graph.compile(
    parse('query ($a: Boolean!, $b: Boolean!) { a: now @skip(if: $a) b: now @skip(if: $b) }'),
    undefined,
  );
  const { signal } = new AbortController();
  const run = (coerced: Record<string, boolean>) =>
    executable.run({ variables: coerced, coerced, signal, fetch: async () => ({ data: {} }) });
  for (const _ of [1, 2]) await run({ a: true, b: true });
  expect(graph.variants.usage.variants).toBe(1);
  await run({ a: true, b: false });
  await run({ a: false, b: true });
  expect(graph.variants.usage.variants).toBe(3);
});

test('keeps the variants of two operations apart', () => {
  const variants = new Variants();
  const [one, other] = [variants.ofOperation(10), variants.ofOperation(10)];
  const variant = nothing();
  one.set('true', variant);
  expect(one.get('true')).toBe(variant);
  expect(other.get('true')).toBeUndefined();
});

test('bounds the variants by number, and by size for long operations', () => {
  const variants = new Variants();
  const short = variants.ofOperation(10);
  for (let at = 0; at <= maxVariants; at++) short.set(String(at), nothing());
  expect(variants.usage.variants).toBe(maxVariants);
  const long = variants.ofOperation(100_000);
  for (let at = 0; at < 100; at++) long.set(String(at), nothing());
  expect(variants.usage.variants).toBeLessThan(100);
  expect(variants.usage.bytes).toBeLessThanOrEqual(maxVariantBytes);
});

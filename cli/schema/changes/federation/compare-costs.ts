import { getNamedType, isCompositeType, isInputObjectType } from 'graphql';
import { mutationWeight } from '../../../../gateway/admission/cost/field-costs.ts';
import { defaultListSizing } from '../../../../gateway/admission/cost/list-sizes.ts';
import type { TypeUses } from '../api/type-uses.ts';
import { type Element, parentOf } from '../elements.ts';
import type { SchemaChange, Severity } from '../schema-change.ts';
import type { Arguments, ComparedSupergraph } from '../supergraph.ts';
import { isAddedByInterface } from './field-owners.ts';

/**
 * The changes of `@cost` and `@listSize`. A higher cost is dangerous: the gateway refuses an operation near the limit, and a client's
 * allowance is used up sooner. What clients do not see costs them nothing.
 */
export function compareCosts(before: ComparedSupergraph, after: ComparedSupergraph, uses: TypeUses): SchemaChange[] {
  return [...after.elements].flatMap(([path, now]) => {
    const then = before.elements.get(path);
    if (!then || then.kind !== now.kind || now.kind === 'DIRECTIVE' || now.kind === 'DIRECTIVE_ARGUMENT') return [];
    if (after.apiLacks(path) || isAddedByInterface(after, path)) return [];
    const noticedBy = now.kind === 'TYPE' ? [...uses.fieldsReturning(path), ...uses.inputsOf(path)] : [path];
    return [
      ...compareCost(path, [before, then], [after, now]),
      ...compareListSize(path, [before, then], [after, now]),
    ].map((change) => ({ ...change, path, noticedBy }));
  });
}

type Side = readonly [ComparedSupergraph, Element];
type CostChange = Pick<SchemaChange, 'code' | 'severity' | 'message'>;

function compareCost(path: string, then: Side, now: Side): CostChange[] {
  const [written, writtenNow] = [weightOf(then), weightOf(now)];
  if (written === writtenNow) return [];
  const [old, current] = [written ?? defaultWeight(path, then), writtenNow ?? defaultWeight(path, now)];
  const text = (weight: number | null, byDefault: number) =>
    weight === null ? `${byDefault} (the default)` : String(weight);
  const message = `The cost of '${path}' changed from ${text(written, old)} to ${text(writtenNow, current)}`;
  return current > old
    ? [{ code: 'COST_INCREASED', severity: 'dangerous', message }]
    : [{ code: 'COST_DECREASED', severity: 'safe', message }];
}

function weightOf([supergraph, element]: Side): number | null {
  const weight = supergraph.applied(element, 'cost')[0]?.weight;
  return typeof weight === 'string' || typeof weight === 'number' ? Number(weight) : null;
}

/** The weight that the gateway gives to what has no `@cost`. */
function defaultWeight(path: string, [{ schema }, { kind, element }]: Side): number {
  if (kind === 'FIELD_ARGUMENT' || kind === 'INPUT_FIELD') return isInputObjectType(getNamedType(element.type)) ? 1 : 0;
  if (kind !== 'FIELD') return 0;
  if (parentOf(path) === schema.getMutationType()?.name) return mutationWeight;
  return isCompositeType(getNamedType(element.type)) ? 1 : 0;
}

function compareListSize(path: string, then: Side, now: Side): CostChange[] {
  const [old, current] = [listSizeOf(then), listSizeOf(now)];
  if (old === current) return [];
  const message =
    old === null
      ? `@listSize(${current}) was added to '${path}'`
      : current === null
        ? `@listSize(${old}) was removed from '${path}'`
        : `The @listSize of '${path}' changed from (${old}) to (${current})`;
  const severity: Severity = mayCostMore(sizing(then), sizing(now)) ? 'dangerous' : 'safe';
  return [
    { code: `LIST_SIZE_${old === null ? 'ADDED' : current === null ? 'REMOVED' : 'CHANGED'}`, severity, message },
  ];
}

function listSizeOf([supergraph, element]: Side): string | null {
  const applied = supergraph.applied(element, 'listSize')[0];
  if (!applied) return null;
  const texts = Object.entries(applied).filter(([, value]) => value !== null);
  return texts.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ');
}

const sizing = ([supergraph, element]: Side): Arguments => supergraph.applied(element, 'listSize')[0] ?? {};

/** Whether a list may count for more than before, or requires an argument that sizes it. */
function mayCostMore(then: Arguments, now: Arguments): boolean {
  const size = ({ assumedSize }: Arguments) =>
    typeof assumedSize === 'number' ? assumedSize : defaultListSizing.assumedSize;
  const same = (name: string) => JSON.stringify(listOf(then[name])) === JSON.stringify(listOf(now[name]));
  const requires = ({ slicingArguments, requireOneSlicingArgument }: Arguments) =>
    listOf(slicingArguments).length > 0 && requireOneSlicingArgument !== false;
  if (size(now) > size(then) || (requires(now) && !requires(then))) return true;
  return !same('slicingArguments') || !same('sizedFields');
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.toSorted() : [];
}

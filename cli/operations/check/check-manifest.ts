import { type GraphQLError, type GraphQLSchema, NoDeprecatedCustomRule, validate } from 'graphql';
import { messageOf } from '#contract/error-messages.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { type DocumentBounds, type ParsedOperation, parseOperation } from '#platform/graphql/parse-operation.ts';
import type { CostSettings } from '../../../gateway/admission/cost/settings.ts';
import type { ManifestOperation } from '../../../gateway/admission/persisted/manifest.ts';
import { operationParts } from '../../../gateway/graphql/operation-parts.ts';
import type { FederatedGraph } from '../../../gateway/supergraph/federated-graph.ts';
import { costRemarks } from '../../schema/operations/operation-costs.ts';
import { plansOf } from '../../schema/operations/plan-operations.ts';
import { placeOf, type Remark } from '../../schema/operations/remark.ts';
import type { Finding } from './finding.ts';
import { RefusedFields } from './refused-fields.ts';

/** What the operations of a manifest are checked with. */
export interface ManifestCheck {
  graph: FederatedGraph;
  bounds: DocumentBounds;
  cost: CostSettings;
  /** The roles that the client's users have; null if they may have any. */
  roles: readonly string[] | null;
}

/** Checks each operation as the gateway does before it runs one: its size, validity, plan, cost and access. The planner of the graph goes on. */
export async function checkManifest(
  operations: readonly ManifestOperation[],
  check: ManifestCheck,
): Promise<Finding[]> {
  const refused = new RefusedFields(check.graph.sdl);
  const findings: Finding[] = [];
  for (const operation of operations) {
    const remarks = await remarksOn(operation, check, refused);
    findings.push(...remarks.map((each) => ({ operation: operation.name, ...each })));
  }
  return findings;
}

async function remarksOn(
  operation: ManifestOperation,
  check: ManifestCheck,
  refused: RefusedFields,
): Promise<Remark[]> {
  const { graph, bounds, cost, roles } = check;
  const parsed = parseOperation(graph.apiSchema, operation.body, undefined, bounds);
  if (!('document' in parsed)) return parsed.map(remarkOf);
  const { document, definition } = parsed;
  const plans = await plansOf(graph.planner, document);
  return [
    ...misnamed(operation, parsed),
    ...(plans.reason === null
      ? costRemarks(graph.costs, operationParts(document, undefined), plans, cost)
      : [{ severity: 'fault' as const, code: 'UNPLANNABLE', message: plans.reason, ...placeOf(definition) }]),
    ...refused.of(document, roles),
    ...deprecated(graph.apiSchema, parsed),
  ];
}

function remarkOf(error: GraphQLError): Remark {
  const { originalError, extensions, message, locations } = error;
  const { line, column } = locations?.[0] ?? { line: 1, column: 1 };
  if (originalError instanceof Refusal) {
    const { code, details, fault } = originalError;
    return { severity: 'fault', code, message: messageOf(code, details, 'en', fault), line, column };
  }
  const code = typeof extensions.code === 'string' ? extensions.code : 'GRAPHQL_VALIDATION_FAILED';
  return { severity: 'fault', code, message, line, column };
}

/** The manifest names and types an operation for its readers; the gateway's logs have the name of the document. */
function misnamed({ name, type }: ManifestOperation, { definition }: ParsedOperation): Remark[] {
  const actual = called(definition.operation, definition.name?.value);
  if (actual === called(type, name)) return [];
  const message = `the manifest calls it ${called(type, name)}, and it is ${actual}`;
  return [{ severity: 'fault', code: 'MISNAMED', message, ...placeOf(definition) }];
}

const called = (type: string, name: string | undefined): string => `${type} ${name || 'without a name'}`;

function deprecated(schema: GraphQLSchema, { document }: ParsedOperation): Remark[] {
  return validate(schema, document, [NoDeprecatedCustomRule]).map((error) => ({
    ...remarkOf(error),
    severity: 'warning',
    code: 'DEPRECATED',
  }));
}

import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { signInFields } from '#contract/sign-in-fields.ts';
import type { Role, Viewer } from '#contract/viewer.ts';
import type { Refusal } from '#platform/errors/refusal.ts';
import { type DocumentBounds, type ParsedOperation, parseOperation } from '#platform/graphql/parse-operation.ts';
import { isMutationOf } from '#platform/graphql/root-fields.ts';
import { introspectionRefusal, selectsSchema } from '#platform/graphql/schema-fields.ts';
import { type CachePolicy, cachePolicyOf } from '../caching/cache-policy.ts';
import type { CacheRules } from '../caching/cache-rules.ts';
import type { ExecutableOperation } from '../execution/request.ts';
import { operationParts, usedDocument } from '../graphql/operation-parts.ts';
import type { AuthPolicy } from './auth-policy.ts';
import type { CostSchema } from './cost/field-costs.ts';
import { compileOperationCost, type OperationCost } from './cost/operation-cost.ts';
import { type IntrospectionAccess, mayIntrospect } from './introspection-access.ts';
import { type KnownOperations, signatureOf } from './known-operations.ts';
import { countSignIns } from './rate-limits/count-sign-ins.ts';
import { type AdmittedOperation, refuseFields } from './refuse-fields.ts';

/** Prepared operations in the cache. */
export const maxOperations = 5_000;
/** Estimated bytes of heap that they take. */
export const maxOperationBytes = 64 * 1024 * 1024;
/** The estimate, in bytes. Measured on the operations of our clients: 52 a character for one role, compiled variants excluded. */
const heapPerCharacter = 100;
const heapPerOperation = 5_000;

/** The parts of a federated graph that admission needs. */
export interface OperationGraph {
  /** The schema that clients see. */
  apiSchema: GraphQLSchema;
  policy: AuthPolicy;
  costs: CostSchema;
  cacheRules: CacheRules | null;
  compile(document: DocumentNode, operationName: string | undefined, isKnown: boolean): ExecutableOperation;
}

/** The part of an operation that a role may run, and its plan. */
export interface Admission extends AdmittedOperation {
  definition: OperationDefinitionNode;
  /** The same for each request. It is planned when it first runs. */
  executable(): ExecutableOperation;
  /**
   * The same for each request. It is compiled when it is first needed.
   *
   * @throws Refusal OPERATION_TOO_LARGE when the selections have too many fields and types to estimate a cost.
   */
  cost(): OperationCost;
}

/** A valid operation, parsed and validated once for all its requests. */
export class PreparedOperation {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** The name under which the operator knows the operation; null for any other, whatever its client calls it. */
  readonly knownName: string | null;
  readonly #graph: OperationGraph;
  readonly #authBySubgraphs: boolean;
  /** The attempts to sign in that it makes. */
  readonly signIns: number;
  /** Whether it does nothing but sign in. It then runs as an anonymous viewer, whatever token its request has. */
  readonly isSignIn: boolean;
  #signature: string | undefined;
  #cachePolicy: CachePolicy | null | undefined;
  /** Null when it reads no schema. */
  readonly #introspection: IntrospectionAccess | null;
  readonly #admissions = new Map<Role | 'anonymous', Admission>();

  constructor(
    graph: OperationGraph,
    { document, definition }: ParsedOperation,
    { authBySubgraphs, knownOperations, introspection = 'all' }: Omit<OperationCacheOptions, 'bounds'>,
  ) {
    this.#graph = graph;
    this.document = document;
    this.definition = definition;
    this.signIns = countSignIns(document, definition);
    // Subgraphs that enforce the directives themselves may want a token for fields of these names.
    this.isSignIn = this.signIns > 0 && !authBySubgraphs && isMutationOf(signInFields, document, definition);
    this.#authBySubgraphs = authBySubgraphs;
    this.#introspection = introspection !== 'all' && selectsSchema(this.#usedDocument) ? introspection : null;
    this.knownName = knownOperations.size > 0 ? (knownOperations.get(this.signature) ?? null) : null;
  }

  /** The digest by which the operation is known, whatever the layout of its document. */
  get signature(): string {
    this.#signature ??= signatureOf(this.#usedDocument);
    return this.#signature;
  }

  get #usedDocument(): DocumentNode {
    return usedDocument(operationParts(this.document, this.definition.name?.value));
  }

  /** The part of the operation that the auth directives allow the viewer. Viewers with the same role share one. */
  admissionFor(viewer: Viewer | null): Admission {
    const role = viewer?.role ?? 'anonymous';
    let admission = this.#admissions.get(role);
    if (!admission) {
      admission = this.#admit(viewer);
      this.#admissions.set(role, admission);
    }
    return admission;
  }

  /** Why the viewer may not run the operation at all; null when nothing forbids it. */
  refusalFor(viewer: Viewer | null): Refusal | null {
    const access = this.#introspection;
    return access === null || mayIntrospect(access, viewer) ? null : introspectionRefusal();
  }

  /** Whether no selected field is under an auth directive, so that every viewer gets the same response. */
  isPublic(): boolean {
    return !this.#authBySubgraphs && this.admissionFor(null).refusals === null;
  }

  /** How its responses are cached. Null when they are not. */
  get cachePolicy(): CachePolicy | null {
    if (this.#cachePolicy === undefined) {
      const parts = operationParts(this.document, this.definition.name?.value);
      this.#cachePolicy = this.isPublic() ? cachePolicyOf(this.#graph, parts) : null;
    }
    return this.#cachePolicy;
  }

  #admit(viewer: Viewer | null): Admission {
    const graph = this.#graph;
    const name = this.definition.name?.value;
    const { document, refusals } = this.#authBySubgraphs
      ? { document: this.document, refusals: null }
      : refuseFields(graph.apiSchema, this.document, this.definition, graph.policy, viewer);
    const definition = getOperationAST(document, name) ?? this.definition;
    let executable: ExecutableOperation | undefined;
    let cost: OperationCost | undefined;
    return {
      document,
      refusals,
      definition,
      executable: () => {
        executable ??= graph.compile(document, name, this.knownName !== null);
        return executable;
      },
      cost: () => {
        cost ??= compileOperationCost(graph.costs, operationParts(document, name));
        return cost;
      },
    };
  }
}

export interface OperationCacheOptions {
  /** Whether the subgraphs enforce the auth directives instead of the gateway. */
  authBySubgraphs: boolean;
  bounds: DocumentBounds;
  knownOperations: KnownOperations;
  /** Who may read the schema; by default everyone. */
  introspection?: IntrospectionAccess;
  /** Whether validation suggests no names of the schema. */
  hideSuggestions?: boolean;
  /** Called at each request, with whether the operation was in the cache. */
  onLookup?: (isHit: boolean) => void;
}

/** Caches the most recently used operations of a graph, up to a number and a size. */
export class OperationCache {
  readonly #graph: OperationGraph;
  readonly #options: OperationCacheOptions;
  readonly #prepared = new LRUCache<string, PreparedOperation>({
    max: maxOperations,
    maxSize: maxOperationBytes,
    sizeCalculation: (_operation, key) => heapPerOperation + key.length * heapPerCharacter,
  });

  constructor(graph: OperationGraph, options: OperationCacheOptions) {
    this.#graph = graph;
    this.#options = options;
  }

  /** The number of cached operations and the estimated bytes of heap that they take. */
  get usage(): { operations: number; bytes: number } {
    return { operations: this.#prepared.size, bytes: this.#prepared.calculatedSize };
  }

  /**
   * Parses and validates the operation with this name, or the document's only one. Returns errors with their codes when it is
   * invalid.
   */
  prepare(source: string, operationName: string | undefined): PreparedOperation | readonly GraphQLError[] {
    const key = `${operationName ?? ''}\n${source}`;
    const cached = this.#prepared.get(key);
    this.#options.onLookup?.(cached !== undefined);
    if (cached) return cached;
    const { bounds, hideSuggestions = false } = this.#options;
    const parsed = parseOperation(this.#graph.apiSchema, source, operationName, bounds, { hideSuggestions });
    if (!('document' in parsed)) return parsed;
    const prepared = new PreparedOperation(this.#graph, parsed, this.#options);
    this.#prepared.set(key, prepared);
    return prepared;
  }
}

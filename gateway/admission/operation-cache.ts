import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Role, Viewer } from '#contract/viewer.ts';
import { parseOperation } from '#platform/graphql/parse-operation.ts';
import type { PlannedOperation } from '../execution/request.ts';
import type { AuthPolicy } from './auth-policy.ts';
import { type AdmittedOperation, refuseFields } from './refuse-fields.ts';

/** Prepared operations that a graph keeps. */
export const maxOperations = 5_000;
/** Estimated bytes of heap that they take. */
export const maxOperationBytes = 64 * 1024 * 1024;

/** The parts of a federated graph that admission needs. */
export interface OperationGraph {
  /** The schema that clients see. */
  apiSchema: GraphQLSchema;
  policy: AuthPolicy;
  plan(document: DocumentNode, operationName: string | undefined): PlannedOperation;
}

/** The part of an operation that a viewer may run, and its plan. */
export interface Admission extends AdmittedOperation {
  definition: OperationDefinitionNode;
  /** Compiled when it is first asked for. What can't be planned is told at the latest when it runs. */
  planned(): PlannedOperation;
}

/** A valid operation of a client, read once for all who send it. */
export class PreparedOperation {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly #graph: OperationGraph;
  readonly #authBySubgraphs: boolean;
  readonly #admissions = new Map<Role | 'anonymous', Admission>();

  constructor(
    graph: OperationGraph,
    document: DocumentNode,
    definition: OperationDefinitionNode,
    authBySubgraphs: boolean,
  ) {
    this.#graph = graph;
    this.document = document;
    this.definition = definition;
    this.#authBySubgraphs = authBySubgraphs;
  }

  /** The part of it that the auth directives let the viewer see, which is the same for all of one role. */
  admittedTo(viewer: Viewer | null): Admission {
    const role = viewer?.role ?? 'anonymous';
    let admission = this.#admissions.get(role);
    if (!admission) {
      admission = this.#admit(viewer);
      this.#admissions.set(role, admission);
    }
    return admission;
  }

  /** Whether nothing that it asks for is under an auth directive, so that its answer is the same whoever asks. */
  isPublic(): boolean {
    return !this.#authBySubgraphs && this.admittedTo(null).refusals === null;
  }

  #admit(viewer: Viewer | null): Admission {
    const graph = this.#graph;
    const name = this.definition.name?.value;
    const { document, refusals } = this.#authBySubgraphs
      ? { document: this.document, refusals: null }
      : refuseFields(graph.apiSchema, this.document, this.definition, graph.policy, viewer);
    const definition = getOperationAST(document, name) ?? this.definition;
    let planned: PlannedOperation | undefined;
    return {
      document,
      refusals,
      definition,
      planned: () => {
        planned ??= graph.plan(document, name);
        return planned;
      },
    };
  }
}

/** The operations that clients send to a graph, of which those that were last used are kept, up to a number and a size. */
export class OperationCache {
  readonly #graph: OperationGraph;
  readonly #authBySubgraphs: boolean;
  readonly #prepared = new LRUCache<string, PreparedOperation>({
    max: maxOperations,
    maxSize: maxOperationBytes,
    sizeCalculation: (_operation, key) => heapPerOperation + key.length * heapPerCharacter,
  });

  constructor(graph: OperationGraph, options: { authBySubgraphs: boolean }) {
    this.#graph = graph;
    this.#authBySubgraphs = options.authBySubgraphs;
  }

  /** How many are kept, and how many bytes they hold by estimate. */
  get kept(): { operations: number; bytes: number } {
    return { operations: this.#prepared.size, bytes: this.#prepared.calculatedSize };
  }

  /** The operation of that name, or of none where the document has one alone; or what is wrong with it, each error with its code. */
  prepare(source: string, operationName: string | undefined): PreparedOperation | readonly GraphQLError[] {
    const key = `${operationName ?? ''}\n${source}`;
    const known = this.#prepared.get(key);
    if (known) return known;
    const document = parseOperation(this.#graph.apiSchema, source);
    if (!('kind' in document)) return document;
    const definition = getOperationAST(document as DocumentNode, operationName);
    if (!definition) return [unknownOperation(operationName)];
    const prepared = new PreparedOperation(this.#graph, document as DocumentNode, definition, this.#authBySubgraphs);
    this.#prepared.set(key, prepared);
    return prepared;
  }
}

function unknownOperation(name: string | undefined): GraphQLError {
  const message = name === undefined ? 'The operation has to be named.' : `Unknown operation named "${name}".`;
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}

// Measured over the operations of our own clients: without what they are compiled to, 52 bytes a character for one role.
const heapPerCharacter = 100;
const heapPerOperation = 5_000;

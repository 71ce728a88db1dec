import { buildASTSchema, type DocumentNode, executeSync, getOperationAST, parse, print, validate } from 'graphql';
import type { Role, Viewer } from '#contract/viewer.ts';
import { AuthPolicy } from '../admission/auth-policy.ts';
import { applyRefusals } from '../admission/refusal-tree.ts';
import { refuseFields } from '../admission/refuse-fields.ts';

export function viewerWithRole(role: Role): Viewer {
  return { id: `${role}-1`, role, sid: 's', name: null, phoneNumber: null, expiresAt: 9_999_999_999 };
}

export interface AdmissionOptions {
  viewer?: Viewer | null;
  operationName?: string;
  variables?: Record<string, unknown>;
}

export interface AdmittedAnswer {
  data: unknown;
  /** The path and code of each refusal, such as `me.name FORBIDDEN`, in the order of the answer. */
  errors: string[];
  /** The operation that ran, without the refused fields. */
  ran: string;
}

/** Admits operations against a schema and executes the admitted part of each. */
export function admission(sdl: string, root: object): (query: string, options?: AdmissionOptions) => AdmittedAnswer {
  const definitions: DocumentNode = parse(sdl);
  const schema = buildASTSchema(definitions, { assumeValid: true, assumeValidSDL: true });
  const policy = new AuthPolicy(definitions);
  return (query, { viewer = null, operationName, variables = {} } = {}) => {
    const document = parse(query);
    const invalid = validate(schema, document);
    const operation = getOperationAST(document, operationName);
    if (!operation || invalid[0]) throw invalid[0] ?? new Error('no operation');
    const admitted = refuseFields(schema, document, operation, policy, viewer);
    const result = executeSync({
      schema,
      document: admitted.document,
      operationName: operationName ?? null,
      rootValue: root,
      variableValues: variables,
    });
    if (result.errors?.[0]) throw result.errors[0];
    const ran = print(admitted.document);
    if (!admitted.refusals || !result.data) return { data: plain(result.data), errors: [], ran };
    const { data, errors } = applyRefusals(result.data, admitted.refusals);
    return { data: plain(data), errors: errors.map(({ path, code }) => `${path.join('.')} ${code}`), ran };
  };
}

/** graphql-js creates objects without a prototype. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

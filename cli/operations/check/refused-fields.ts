import { type DocumentNode, parse, print, visit } from 'graphql';
import { authDirectiveNames } from '../../../gateway/admission/auth-directive-names.ts';
import { directiveNameOf } from '../../../gateway/graphql/links.ts';
import { AccessRules } from '../../schema/changes/access/access-rules.ts';
import { lostFields } from '../../schema/changes/access/lost-fields.ts';
import { clientRoles } from '../../schema/changes/access/viewing.ts';
import { placeOf, type Remark } from '../../schema/operations/remark.ts';

/** Finds the fields that the auth directives of a supergraph refuse. */
export class RefusedFields {
  readonly #rules: AccessRules;
  readonly #open: AccessRules;

  constructor(supergraphSdl: string) {
    this.#rules = new AccessRules(supergraphSdl);
    this.#open = new AccessRules(withoutRules(supergraphSdl));
  }

  /**
   * Returns a fault for each field of the document that no role gets, and a warning for each that some of the roles do not get. Without `roles`, an
   * operation may be for any role, and there are no warnings.
   */
  of(document: DocumentNode, roles: readonly string[] | null): Remark[] {
    const viewing = roles ?? clientRoles;
    const refused = new Map<string, { at: Pick<Remark, 'line' | 'column'>; coordinate: string; roles: string[] }>();
    for (const { role, coordinate, node } of lostFields(this.#open, this.#rules, document, viewing)) {
      const at = placeOf(node);
      const key = `${coordinate} ${at.line} ${at.column}`;
      refused.set(key, { at, coordinate, roles: [...(refused.get(key)?.roles ?? []), role] });
    }
    return [...refused.values()].flatMap(({ at, coordinate, roles: without }): Remark[] => {
      const isFault = without.length === viewing.length;
      if (!isFault && roles === null) return [];
      const message =
        isFault && roles === null ? `no role gets ${coordinate}` : `${coordinate} is refused for ${without.join(', ')}`;
      return [{ severity: isFault ? 'fault' : 'warning', code: 'NOT_ALLOWED', message, ...at }];
    });
  }
}

function withoutRules(supergraphSdl: string): string {
  const document = parse(supergraphSdl);
  const names = new Set([...Object.values(authDirectiveNames(document)), directiveNameOf(document, 'policy')]);
  return print(visit(document, { Directive: ({ name }) => (names.has(name.value) ? null : undefined) }));
}

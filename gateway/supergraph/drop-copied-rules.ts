import {
  buildASTSchema,
  type ConstDirectiveNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  isInterfaceType,
  parse,
} from 'graphql';
import { areSameRules, ruleAt } from '#platform/security/auth-directives.ts';
import { authDirectiveNames } from '../admission/auth-directive-names.ts';
import { editText, locationOf, type TextEdit } from './text-edits.ts';

/**
 * Takes out of a composed supergraph the auth directives that Apollo's composition (2.14) copies from object types to the interfaces that
 * they implement, where the types differ: an interface of public and private types would be private. The rules of the types stay and bind
 * what is selected of each object. A subgraph cannot put such a directive on an interface itself; the fields that an interface object adds
 * have the same rule in every type.
 */
export function dropCopiedRules(supergraphSdl: string): string {
  const document = parse(supergraphSdl);
  const names = authDirectiveNames(document);
  const schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  const isAuth = ({ name }: ConstDirectiveNode) => Object.values(names).includes(name.value);

  const editsOf = (type: GraphQLInterfaceType): TextEdit[] => {
    const implementations = schema.getPossibleTypes(type);
    const fieldOf = (each: GraphQLObjectType, name: string) => each.getFields()[name] ?? {};
    const copied = [
      ...(areSameRules(implementations.map((each) => ruleAt(each, names))) ? [] : [type]),
      ...Object.values(type.getFields()).filter(
        ({ name }) => !areSameRules(implementations.map((each) => ruleAt(fieldOf(each, name), names))),
      ),
    ];
    const directives = copied.flatMap(({ astNode }) => (astNode?.directives ?? []).filter(isAuth));
    return directives.map((directive) => {
      const { start, end } = locationOf(directive);
      return { start: supergraphSdl.slice(0, start).trimEnd().length, end, text: '' };
    });
  };
  return editText(supergraphSdl, Object.values(schema.getTypeMap()).filter(isInterfaceType).flatMap(editsOf));
}

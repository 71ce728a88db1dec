import { type ConstDirectiveNode, type DocumentNode, Kind, visit } from 'graphql';
import { directiveNameOf } from '../graphql/links.ts';

const prefix = '@policy ';

/** The scope that stands for a policy. No token has it, because no scope of a token contains a space. */
function policyScope(policy: string): string {
  return prefix + policy;
}

/** The policy that a scope stands for; null for a scope. */
export function policyOfScope(scope: string): string | null {
  return scope.startsWith(prefix) ? scope.slice(prefix.length) : null;
}

/**
 * Makes each `@policy` of a supergraph a `@requiresScopes` of scopes that no token has: the gateway evaluates no policies, so it refuses what
 * needs one.
 */
export function policiesAsScopes(supergraph: DocumentNode): DocumentNode {
  const policy = directiveNameOf(supergraph, 'policy');
  const requiresScopes = directiveNameOf(supergraph, 'requiresScopes');
  return visit(supergraph, {
    Directive(directive): ConstDirectiveNode | undefined {
      if (directive.name.value !== policy) return undefined;
      const scopes = (directive.arguments ?? []).map((argument) => ({
        ...argument,
        name: { ...argument.name, value: 'scopes' },
        value: visit(argument.value, {
          StringValue: ({ value }) => ({ kind: Kind.STRING, value: policyScope(value) }) as const,
        }),
      }));
      return {
        ...directive,
        name: { ...directive.name, value: requiresScopes },
        arguments: scopes,
      } as ConstDirectiveNode;
    },
  });
}

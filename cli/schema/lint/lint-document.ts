import { buildSubgraph, printSchema } from '@apollo/federation-internals';
import graphqlEslint from '@graphql-eslint/eslint-plugin';
import { type ESLint, Linter, type Rule } from 'eslint';
import { type ASTNode, type DocumentNode, GraphQLError, Kind } from 'graphql';
import { defineOneOf } from '../../../gateway/graphql/one-of.ts';
import { type LintRule, lintRules } from './lint-rules.ts';
import type { Checked } from './rules/document-rule.ts';
import { ourRules } from './rules/our-rules.ts';

/** A fault in a schema's file. */
export interface DocumentMessage {
  rule: string;
  severity: LintRule['severity'];
  message: string;
  line: number;
  column: number;
}

/** What a schema that is none breaks. */
export const invalidSchema = 'schema';

/**
 * Lints the text of a subgraph's schema by every rule. A comment `# eslint-disable-next-line RULE -- REASON` excuses a line; one that excuses
 * nothing is a fault. Of a schema that is invalid by itself it returns only the errors.
 */
export function lintDocument(text: string, checked: Checked): DocumentMessage[] {
  let schemaSdl: string;
  try {
    schemaSdl = completeSdl(checked);
  } catch (error) {
    if (error instanceof GraphQLError) return schemaErrors(error);
    throw error;
  }
  const rules = lintRules.filter(({ needsType }) => needsType === undefined || defines(checked.document, needsType));
  const config: Linter.Config = {
    files: ['**/*.graphql'],
    languageOptions: { parser: graphqlEslint.parser, parserOptions: { schemaSdl } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { graphql: graphqlEslint as unknown as ESLint.Plugin, masar: pluginFor(checked) },
    rules: Object.fromEntries(
      rules.map(({ name, severity, options = [] }) => [name, [severity === 'error' ? 'error' : 'warn', ...options]]),
    ),
  };
  return new Linter({ configType: 'flat' })
    .verify(text, [config], { filename: 'schema.graphql' })
    .map(({ ruleId, severity, message, line, column }) => ({
      rule: ruleId ?? 'unused-disable',
      severity: severity === 2 ? 'error' : 'warning',
      message,
      line,
      column,
    }));
}

/** Returns the subgraph's schema with the definitions of federation, which the rules of graphql-eslint read. */
function completeSdl({ name, document }: Checked): string {
  const { schema } = buildSubgraph(name, `http://${name}.invalid/graphql`, defineOneOf(document));
  return printSchema(schema);
}

function schemaErrors(error: GraphQLError): DocumentMessage[] {
  const causes = 'causes' in error && Array.isArray(error.causes) ? (error.causes as GraphQLError[]) : [error];
  return causes.map(({ message, locations, nodes }) => {
    const token = nodes?.[0]?.loc?.startToken;
    const { line = 1, column = 1 } = locations?.[0] ?? token ?? {};
    return { rule: invalidSchema, severity: 'error', message, line, column };
  });
}

function defines({ definitions }: DocumentNode, type: string): boolean {
  return definitions.some((each) => each.kind === Kind.OBJECT_TYPE_DEFINITION && each.name.value === type);
}

function pluginFor(checked: Checked): ESLint.Plugin {
  const rules = Object.entries(ourRules).map(([name, rule]): [string, Rule.RuleModule] => [
    name,
    {
      meta: { type: 'problem' },
      create: (context) => ({
        Document() {
          for (const { node, message } of rule.check(checked)) context.report({ loc: locationOf(node), message });
        },
      }),
    },
  ]);
  return { rules: Object.fromEntries(rules) };
}

/** ESLint counts columns from 0, GraphQL from 1. */
function locationOf({ loc }: ASTNode): { line: number; column: number } {
  const { line, column } = loc?.startToken ?? { line: 1, column: 1 };
  return { line, column: column - 1 };
}

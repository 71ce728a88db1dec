import { defineEntity, p } from '@mikro-orm/postgresql';
import { instant, text } from '#platform/database/standard-columns.ts';
import { maxAuthor, maxSubgraphName, maxUrl } from './bounds.ts';

const digest = () => text(64);

const PublishedTextSchema = defineEntity({
  name: 'PublishedText',
  tableName: 'published_texts',
  properties: {
    /** The SHA-256 of the content, in hexadecimal. */
    digest: digest().primary(),
    content: p.text(),
  },
});

/** A text of one or more versions: the schema of a subgraph, a supergraph, or approvals. */
export class PublishedText extends PublishedTextSchema.class {}
PublishedTextSchema.setClass(PublishedText);

const SchemaVersionSchema = defineEntity({
  name: 'SchemaVersion',
  tableName: 'schema_versions',
  properties: {
    /** From 1, without gaps. */
    number: p.integer().primary().autoincrement(false),
    publishedAt: instant(),
    publishedBy: text(maxAuthor),
    /** The hash of the commit that the schemas are from; null where there is no repository. */
    commit: text(64).nullable(),
    /** Whether a schema differed from that of the commit. */
    isDirty: p.boolean(),
    /** The version whose schemas a rollback published again. */
    restoredVersion: () => p.manyToOne(SchemaVersion).nullable().deleteRule('restrict'),
    /** Whether the check had refused it. */
    isForced: p.boolean(),
    supergraph: () => p.manyToOne(PublishedText),
    /** The content of schema-approvals.yml. */
    approvals: () => p.manyToOne(PublishedText).nullable().deleteRule('restrict'),
  },
});

/** A version of the schema. Versions are never changed or deleted. */
export class SchemaVersion extends SchemaVersionSchema.class {}
SchemaVersionSchema.setClass(SchemaVersion);

const VersionSubgraphSchema = defineEntity({
  name: 'VersionSubgraph',
  tableName: 'version_subgraphs',
  properties: {
    version: () => p.manyToOne(SchemaVersion).primary(),
    name: text(maxSubgraphName).primary(),
    url: text(maxUrl),
    schema: () => p.manyToOne(PublishedText),
    /** The version that published this schema and URL of the subgraph. */
    changedIn: p.integer(),
  },
});

/** A subgraph in a version. */
export class VersionSubgraph extends VersionSubgraphSchema.class {}
VersionSubgraphSchema.setClass(VersionSubgraph);

/** The entities of the published versions. */
export const versionEntities = [PublishedText, SchemaVersion, VersionSubgraph];

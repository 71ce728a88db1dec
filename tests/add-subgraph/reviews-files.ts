/** The files of a fifth subgraph, `reviews`, which adds a passenger's opinions to trips. By path from the root of the project. */
export const reviewsFiles: Readonly<Record<string, string>> = {
  'subgraphs/reviews/schema.graphql': `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

type Trip @key(fields: "id") {
  id: ID!
  "The newest first."
  reviews: [Review!]
}

"A passenger's opinion of a trip."
type Review @key(fields: "id") {
  id: ID!
  trip: Trip!
  rating: Int!
  text: String!
}

type Query {
  review(id: ID!): Review
}
`,

  'subgraphs/reviews/codegen.json': `{
  "scalars": { "ID": "string", "_FieldSet": "string" },
  "mappers": {
    "Review": "../entities/review.ts#Review as ReviewEntity",
    "Trip": "{ id: string }"
  }
}
`,

  'subgraphs/reviews/context.ts': `import type { RequestContext, SubgraphServices } from '#platform/subgraph/request-context.ts';

export type ReviewsContext = RequestContext<SubgraphServices>;
`,

  'subgraphs/reviews/settings.ts': `import type { Environment } from '#platform/settings.ts';
import { readSubgraphSettings, type SubgraphSettings } from '../settings.ts';

/** @throws SettingsFault with every fault. */
export function readReviewsSettings(environment: Environment): SubgraphSettings {
  return readSubgraphSettings('reviews', environment);
}
`,

  'subgraphs/reviews/service.ts': `import path from 'node:path';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { type RunningSubgraph, type SubgraphOptions, startSubgraph } from '#platform/subgraph/start-subgraph.ts';
import type { SubgraphModule } from '#platform/subgraph/subgraph-module.ts';
import { migrations } from '../../migrations/reviews/index.ts';
import type { SubgraphSettings } from '../settings.ts';
import { entities } from './entities/index.ts';
import { resolvers } from './resolvers/index.ts';
import { readReviewsSettings } from './settings.ts';

/** Starts the reviews subgraph: database and server. */
export function createReviews(options: SubgraphOptions<SubgraphSettings>): Promise<RunningSubgraph> {
  return startSubgraph<SubgraphServices>(options, {
    schemaFile: path.join(import.meta.dirname, 'schema.graphql'),
    database: { entities, migrations },
    resolvers,
    services: (base) => base,
  });
}

export const subgraph: SubgraphModule<SubgraphSettings> = { readSettings: readReviewsSettings, create: createReviews };
`,

  'subgraphs/reviews/main.ts': `import { runSubgraph } from '#platform/subgraph/run-subgraph.ts';
import { subgraph } from './service.ts';

await runSubgraph(subgraph);
`,

  'subgraphs/reviews/entities/review.ts': `import { defineEntity, p } from '@mikro-orm/postgresql';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';

const ReviewSchema = defineEntity({
  name: 'Review',
  tableName: 'reviews',
  properties: {
    ...standardColumns,
    tripId: text(50).index('reviews_trip_id_index'),
    rating: p.integer(),
    text: text(1000),
  },
  checks: [{ name: 'reviews_rating_check', expression: 'rating between 1 and 5' }],
  filters,
});

/** A passenger's opinion of a trip. */
export class Review extends ReviewSchema.class {}
ReviewSchema.setClass(Review);
`,

  'subgraphs/reviews/entities/index.ts': `import { messagingEntities } from '#platform/messaging/entities.ts';
import { Review } from './review.ts';

/** The entities of the reviews database. */
export const entities = [Review, ...messagingEntities];
`,

  'subgraphs/reviews/domain/reviews-by-trip.ts': `import type { EntityManager } from '@mikro-orm/postgresql';
import { Review } from '../entities/review.ts';

/** Reads the reviews of trips in one statement, the newest first. */
export async function reviewsByTrip(em: EntityManager, tripIds: readonly string[]): Promise<Map<string, Review[]>> {
  const reviews = await em.find(Review, { tripId: { $in: [...tripIds] } }, { orderBy: { id: 'desc' } });
  return Map.groupBy(reviews, ({ tripId }) => tripId);
}
`,

  'subgraphs/reviews/resolvers/index.ts': `import { rowsById } from '#platform/database/rows-by-id.ts';
import { requireId } from '#platform/ids.ts';
import { reviewsByTrip } from '../domain/reviews-by-trip.ts';
import { Review } from '../entities/review.ts';
import type { Resolvers } from '../generated/types.ts';

const reviewsById = rowsById(Review);

/** The resolvers of the reviews subgraph. */
export const resolvers = {
  Query: {
    review: (_root, { id }, { em }) => em.findOne(Review, { id: requireId(id, 'id', 'r') }),
  },
  Review: {
    __resolveReference: ({ id }, context) => context.load(reviewsById, id),
    trip: ({ tripId }) => ({ id: tripId }),
  },
  Trip: {
    __resolveReference: ({ id }) => ({ id }),
    reviews: async ({ id }, _arguments, context) => (await context.load(reviewsByTrip, id)) ?? [],
  },
} satisfies Resolvers;
`,

  'migrations/reviews/index.ts': `/** The migrations of the reviews database, oldest first. */
export const migrations = [];
`,
};

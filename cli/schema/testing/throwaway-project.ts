import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { git } from '../git.ts';

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`;

/** A small project of four subgraphs that compose, with one client operation and its fragment. */
const files: Record<string, string> = {
  'subgraphs/users/schema.graphql': `${link('"@key", "@inaccessible"')}
type Driver @key(fields: "id") { id: ID! fullName: String internalNote: String @inaccessible }
type Query { driver(id: ID!): Driver }
`,
  'subgraphs/trips/schema.graphql': `${link('"@key"')}
enum TripStatus { SCHEDULED CANCELLED }
type Trip @key(fields: "id") {
  id: ID!
  "The price of one seat."
  price: String!
  status: TripStatus!
  description: String
  driver: Driver
}
type Driver @key(fields: "id", resolvable: false) { id: ID! }
type Query { trip(id: ID!): Trip trips(first: Int! = 20): [Trip!]! }
`,
  'subgraphs/notifications/schema.graphql': `${link('"@key"')}type Query { unreadCount: Int! }\n`,
  'subgraphs/auth/schema.graphql': `${link('"@key"')}type Query { scopes: [String!]! }\n`,
  'clients/mobile/trip-details.graphql': `query TripDetails($id: ID!) {
  trip(id: $id) {
    ...TripCard
    driver {
      fullName
    }
  }
}
`,
  'clients/fragments/trip-card.graphql': `fragment TripCard on Trip {
  id
  price
}
`,
};

/** A project in a temporary git repository with one commit. Disposing of it removes it. */
export class ThrowawayProject implements AsyncDisposable {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async create({ without = [] }: { without?: string[] } = {}): Promise<ThrowawayProject> {
    const project = new ThrowawayProject(await mkdtemp(path.join(os.tmpdir(), 'masar-schema-check-')));
    await git(project.root, 'init', '--quiet', '--initial-branch', 'main');
    for (const [file, text] of Object.entries(files)) if (!without.includes(file)) await project.write(file, text);
    await project.commit();
    return project;
  }

  /** Returns the file as it was before any change. */
  original(file: string): string {
    const text = files[file];
    if (text === undefined) throw new Error(`the throwaway project has no ${file}`);
    return text;
  }

  async write(file: string, text: string): Promise<void> {
    const target = path.join(this.root, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }

  /** Replaces text in a file. Throws if the file does not contain it, because the test would then change nothing. */
  async edit(file: string, from: string, to: string): Promise<void> {
    const text = await readFile(path.join(this.root, file), 'utf8');
    if (!text.includes(from)) throw new Error(`no "${from}" in ${file}`);
    await this.write(file, text.replace(from, to));
  }

  async remove(file: string): Promise<void> {
    await rm(path.join(this.root, file), { recursive: true });
  }

  async commit(): Promise<void> {
    await git(this.root, 'add', '--all');
    const configuration = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    await git(this.root, ...configuration, 'commit', '--quiet', '--allow-empty', '--no-verify', '--message', 'a state');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

/**
 * The OAuth library by its modules. Its index, which has the same exports, also warns on the console about every Node that is not marked as
 * LTS, as the one that the project brings is not.
 */
export * as errors from 'oidc-provider/lib/helpers/errors.js';
export * as interactionPolicy from 'oidc-provider/lib/helpers/interaction_policy/index.js';
export { Provider } from 'oidc-provider/lib/provider.js';

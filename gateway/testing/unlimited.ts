import type { GatewayContext } from '../request-context.ts';

/** An allowance that no operation exceeds. */
export const unlimited: GatewayContext['allowance'] = { spend: () => undefined };

/** How far the issuer's clock may be from ours, in seconds. */
export const clockSkew = 60;

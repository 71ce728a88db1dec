/** The tolerated difference between the issuer's clock and ours, in seconds. */
export const clockSkew = 60;

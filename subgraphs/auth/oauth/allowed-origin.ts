/** Whether pages of this origin may read a client's responses: those to which the client's sign-ins return. */
export const isOriginOf = (
  { redirectUris = [] }: { redirectUris?: readonly string[] | undefined },
  origin: string,
): boolean => redirectUris.some((uri) => URL.canParse(uri) && new URL(uri).origin === origin);

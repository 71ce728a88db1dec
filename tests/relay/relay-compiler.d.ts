declare module 'relay-compiler' {
  /** The path of the compiler's binary for this platform; null where there is none. */
  const binary: string | null;
  export default binary;
}

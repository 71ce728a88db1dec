/**
 * The bytes of a minimal Debian 12 for x86-64 with libatomic1, without documents and translations, as mmdebstrap builds it. debian:bookworm-slim,
 * the base of the image, has fewer.
 */
export const baseBytes = 117_000_000;

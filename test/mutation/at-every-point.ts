/** The suite of those tests that do the same at very many points: they are tried last. */
export const AT_EVERY_POINT = 'at every point';

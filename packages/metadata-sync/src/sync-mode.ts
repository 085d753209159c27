/** The values of {@link SyncMode}. */
export const syncModes = ['sctokf', 'kftosc', 'both'] as const;

/** Which way values go: from SCM to Command, back, or each to the side that did not change. */
export type SyncMode = (typeof syncModes)[number];

/** The one end entity profile, named as that of an AnyCA gateway: what Command has configured for one goes on working. */
export const endEntityProfile = { id: 1, name: 'AnyCA' } as const;

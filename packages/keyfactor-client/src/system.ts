/** Display name of Command in messages and errors. */
export const system = 'Keyfactor Command';

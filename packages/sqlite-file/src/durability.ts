/**
 * What a transaction must survive. `power-loss` is synced to disk before it returns. `kill` is passed to the operating system
 * and survives the end of this process; a power loss may undo the most recent ones, but none before a synced one.
 */
export type Durability = 'power-loss' | 'kill';

export type {
  DatabaseKind,
  DatabaseProblem,
  DatabaseProblemCode,
} from './database-kind.ts';
export { type Durability, SqliteFile, type Statement } from './sqlite-file.ts';

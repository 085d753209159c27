import type { Inventory } from '../inventory.ts';
import type { KeyFacts } from '../pki/key-facts.ts';
import type { StoredValue } from '../scm/scm-state.ts';

/** Data types of metadata fields: 1 String, 2 Integer, 3 Date, 4 Boolean, 5 Multiple choice, 6 Big text, 7 Email. */
export type CommandDataType = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** A metadata field definition with Command's own property names. */
export interface CommandMetadataField {
  Id: number;
  Name: string;
  Description: string;
  DataType: CommandDataType;
  Hint: string | null;
  Validation: string | null;
  /** 0 optional, 1 required, 2 hidden. */
  Enrollment: 0 | 1 | 2;
  Message: string | null;
  /** Choices joined by commas. */
  Options: string | null;
  DefaultValue: string | null;
  DisplayOrder: number | null;
  CaseSensitive: boolean;
  ExemptFromActionedCount: boolean;
}

/** A certificate in Command. Instants are milliseconds since 1970. */
export interface CommandCertificate {
  id: number;
  /** 32 upper-case hexadecimal digits. */
  serial: string;
  commonName: string;
  otherNames: readonly string[];
  organization: string;
  issuerDn: string;
  notBefore: number;
  notAfter: number;
  importedAt: number;
  /** 1 active, 2 revoked; an expired certificate stays active. */
  state: number;
  revokedAt: number | null;
  revocationReason: number | null;
  templateName: string;
  requester: string;
  key: KeyFacts;
  /** The imported content; null for certificates that are issued when their content is first requested. */
  imported: { der: Uint8Array<ArrayBuffer>; thumbprint: string; subjectDn: string } | null;
  /** Metadata by field id: dates as `yyyy-MM-dd`, booleans as `true` or `false`. */
  values: StoredValue[];
}

/** A certificate collection, defined by a query. */
export interface CommandCollection {
  id: number;
  name: string;
  /** Query language, as on `GET /Certificates`. */
  query: string;
}

/** Everything Command holds. */
export interface CommandState {
  readonly metadataFields: CommandMetadataField[];
  readonly collections: CommandCollection[];
  readonly certificates: Inventory<CommandCertificate>;
}

import * as v from 'valibot';
import { withKnownNames } from './known-names.ts';

const text = v.nullish(v.string());
const number = v.nullish(v.number());
const flag = v.nullish(v.boolean());

const entries = {
  Id: v.number(),
  /** SHA-1, 40 hexadecimal digits. */
  Thumbprint: text,
  /** Hexadecimal without separators; leading zeros may be there or not. */
  SerialNumber: text,
  IssuedDN: text,
  IssuedCN: text,
  /** Time stamps are ISO 8601; where the zone is missing, UTC is meant. */
  ImportDate: text,
  NotBefore: text,
  NotAfter: text,
  IssuerDN: text,
  /** 1 Active, 2 Revoked, ... An expired certificate stays Active. */
  CertState: number,
  CertStateString: text,
  RequesterName: text,
  TemplateName: text,
  CertificateAuthorityName: text,
  RevocationEffDate: text,
  RevocationReason: number,
  RevocationComment: text,
  CertRequestId: number,
  HasPrivateKey: flag,
  /** Values by field name. Always text in the API's documents, but numbers and booleans pass. */
  Metadata: v.nullish(v.record(v.string(), v.unknown())),
};

/** Decodes a row of the certificate search. Unknown properties stay as they came. */
export const CommandCertificateSchema = v.pipe(
  v.unknown(),
  v.transform(withKnownNames(Object.keys(entries))),
  v.looseObject(entries),
);
export type CommandCertificate = v.InferOutput<typeof CommandCertificateSchema>;

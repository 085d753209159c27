import * as v from 'valibot';

/** A positive 32-bit id. */
export const IdSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2_147_483_647));

const maybe = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema));
const text = (minimum: number, maximum: number) =>
  v.pipe(v.string(), v.minLength(minimum), v.maxLength(maximum));
const email = v.pipe(v.string(), v.regex(/^[^\s@]+@[^\s@]+$/));

/** Text of a CSR, which is checked later with its own error codes. */
export const CsrSchema = v.pipe(text(1, 32_767), v.regex(/^[a-zA-Z0-9\-+=/\s]+$/));

/** Custom field values of an order or an update. */
export const CustomFieldsSchema = v.array(v.object({ name: text(1, 256), value: text(0, 256) }));

const dcv = {
  dcvMode: maybe(v.picklist(['CNAME', 'EMAIL', 'HTTP', 'HTTPS', 'TXT', 'AUTO'])),
  dcvEmail: maybe(email),
};

const order = {
  orgId: IdSchema,
  subjAltNames: maybe(v.string()),
  certType: v.optional(v.pipe(v.number(), v.integer())),
  term: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  comments: v.optional(text(0, 1024)),
  customFields: v.optional(CustomFieldsSchema),
  externalRequester: maybe(text(0, 512)),
  ...dcv,
};

/** Body of `enroll`. */
export const EnrollSchema = v.object({ ...order, csr: CsrSchema });

/** Body of `enroll-keygen`. */
export const EnrollKeygenSchema = v.object({
  ...order,
  commonName: text(1, 64),
  algorithm: v.optional(v.picklist(['RSA', 'EC'])),
  keySize: v.optional(v.pipe(v.number(), v.integer())),
  keyParam: v.optional(v.string()),
  keyGenerationMethod: v.optional(v.picklist(['PK_AGENT', 'AZURE_KEY_VAULT'])),
  passPhrase: v.optional(text(8, 64)),
  azureKeyVault: v.optional(
    v.object({ azureAccountId: v.pipe(v.number(), v.integer()), vaultKey: v.string() }),
  ),
  reuseKey: v.optional(v.boolean()),
  exportableKey: v.optional(v.boolean()),
  hsmOnly: v.optional(v.boolean()),
});

/** What both kinds of orders have in common. */
export type OrderRequest = Omit<v.InferOutput<typeof EnrollSchema>, 'csr'>;

/** Body of the renewals. */
export const RenewSchema = v.object({ csr: v.optional(CsrSchema), ...dcv });

/** Body of the manual renewal. */
export const RenewManualSchema = v.object({
  id: maybe(v.pipe(v.number(), v.integer())),
  orderNumber: maybe(v.string()),
  ...dcv,
});

/** Body of `replace`. */
export const ReplaceSchema = v.object({
  csr: CsrSchema,
  reason: text(1, 512),
  commonName: maybe(text(1, 64)),
  subjectAlternativeNames: maybe(v.array(v.string())),
  ...dcv,
});

/** A number in the header flavour, text in the other one. */
const reasonCode = {
  header: v.optional(v.picklist([0, 1, 3, 4, 5])),
  oauth: v.optional(v.pipe(v.picklist(['0', '1', '3', '4', '5']), v.transform(Number))),
};
const revocation = { reason: text(1, 512) };
const manualRevocation = {
  certId: maybe(IdSchema),
  serialNumber: maybe(v.string()),
  issuer: maybe(v.string()),
  revokeDate: maybe(
    v.pipe(
      v.string(),
      v.check((date) => !Number.isNaN(Date.parse(date))),
    ),
  ),
};

/** Body of revocations at the CA, by flavour. */
export const RevokeSchemas = {
  header: v.object({ ...revocation, reasonCode: reasonCode.header }),
  oauth: v.object({ ...revocation, reasonCode: reasonCode.oauth }),
};

/** Body of the manual revocation, by flavour. */
export const ManualRevokeSchemas = {
  header: v.object({ ...manualRevocation, reasonCode: reasonCode.header }),
  oauth: v.object({ ...manualRevocation, reasonCode: reasonCode.oauth }),
};

/** Body of approval and refusal. */
export const MessageSchema = v.object({ message: text(1, 512) });

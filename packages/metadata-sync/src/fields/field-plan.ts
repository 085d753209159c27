import type { FitResult, ReadResult } from '@certbridge/field-mapping';
import type { MetadataField, MetadataFieldCreate } from '@certbridge/keyfactor-client';
import type { SslDetails } from '@certbridge/sectigo-client';
import type { EmptyPolicy } from '../settings/sync-settings.ts';
import type { FieldPlace, Side } from '../state/state-store.ts';

/** One certificate as both sides have it. */
export interface BothSides {
  readonly sectigo: SslDetails;
  /** Metadata values by field name, as Command returns them. */
  readonly keyfactor: Readonly<Record<string, unknown>>;
}

/** Where a value comes from. */
export interface FieldSource {
  readonly read: (records: BothSides) => ReadResult;
  /** The value as the system holds it, also where it can't be read as one of the field's type; null where there is none. */
  readonly raw: (records: BothSides) => string | null;
  /** What becomes of a text on its way into this side; absent where nothing is ever written to it. */
  readonly fit?: (text: string) => FitResult;
}

/** Where a value goes to. Texts are in the canonical form of field-mapping. */
export interface FieldDestination extends FieldSource {
  readonly side: Side;
  /** The field's name in the destination. */
  readonly name: string;
  readonly fit: (text: string) => FitResult;
  readonly same: (a: string, b: string) => boolean;
}

/** One field on its way from one side to the other. */
export interface FieldFlow {
  readonly emptyPolicy: EmptyPolicy;
  readonly from: FieldSource;
  readonly to: FieldDestination;
  /** Values of this field are neither shown nor kept. */
  readonly sensitive: boolean;
}

/** One field of the sync, with source and destination already chosen by the mode. */
export interface FieldMapping extends FieldFlow {
  /** The custom field's name, or the dot path of a manual field. */
  readonly sectigoName: string;
  readonly metadataName: string;
  readonly kind: 'manual' | 'custom';
  /** The SCM side, whichever of the two it is. */
  readonly sectigo: FieldSource;
  readonly keyfactor: FieldDestination;
  /** What the agreed value is kept under: the name in SCM, for a follower together with that of the metadata field. */
  readonly agreedAs: string;
  /** Another metadata field is the first that the same SCM field fills: nothing goes back from this one. */
  readonly isFollower: boolean;
  /** The further metadata fields that the SCM field fills; none for a follower. */
  readonly followers: readonly FieldMapping[];
  /** The other way, where each certificate decides for itself; then `from` is SCM. */
  readonly back?: (FieldFlow & { readonly from: FieldDestination }) | undefined;
}

/** Finds the mapping that a field takes part in; undefined where it is not in the sync. */
export function fieldAt(mappings: readonly FieldMapping[], place: FieldPlace): FieldMapping | undefined {
  return mappings.find((mapping) => destinationAt(mapping, place) !== undefined);
}

/** The side of a mapping that can be written to under this name. */
export function destinationAt(
  { keyfactor, to, back }: FieldMapping,
  { side, field }: FieldPlace,
): FieldDestination | undefined {
  return [keyfactor, to, back?.to].find((end) => end?.side === side && end.name === field);
}

/** A property in which an existing metadata field is not as the configuration wants it. */
export interface FieldDifference {
  readonly field: string;
  readonly property: string;
  readonly existing: string | number | boolean | null;
  readonly wanted: string | number | boolean | null;
}

/** A field of the sync that does not take part: SCM does not have it, or a definition of it can't be read. */
export interface LeftOutField {
  /** The name in SCM: as `fields.json` has it where it is listed there. */
  readonly field: string;
  /** A sentence without its full stop. */
  readonly reason: string;
  readonly remedy: string;
}

/** Names of fields whose rows can't be read; undefined where the name can't be, either. */
export type UnreadableNames = readonly (string | undefined)[];

/** What the sync does with fields, before any certificate is looked at. */
export interface FieldPlan {
  readonly mappings: readonly FieldMapping[];
  /** Metadata fields that Command lacks. */
  readonly create: readonly MetadataFieldCreate[];
  /** Existing metadata fields as they would be sent back; empty unless updates were asked for. */
  readonly update: readonly MetadataField[];
  readonly different: readonly FieldDifference[];
  /** Fields that do not take part: the sync goes on without them. */
  readonly leftOut: readonly LeftOutField[];
  /** What was left out as configured, a sentence each. */
  readonly notes: readonly string[];
  /** What the operator should know and may want to mend, a sentence each. */
  readonly warnings: readonly string[];
}

/** Why a run stopped for the operator before anything was written. */
export type RunStop =
  | {
      readonly kind: 'banned-characters';
      /** Characters that `bannedcharacters.json` does not have yet. */
      readonly found: readonly string[];
      /** Every character that still needs a replacement, the found ones included. */
      readonly unfilled: readonly string[];
    }
  | { readonly kind: 'metadata-fields-missing'; readonly names: readonly string[] }
  | { readonly kind: 'fields-unusable'; readonly problems: readonly FieldProblem[] }
  /** More values than the limit would be overwritten or cleared. */
  | {
      readonly kind: 'limit-exceeded';
      readonly lost: number;
      readonly values: number;
      readonly limitPercent: number;
    }
  /** An inventory lost more certificates than the limit since the last run. */
  | {
      readonly kind: 'inventory-shrunk';
      readonly inventory: string;
      readonly before: number;
      readonly now: number;
      readonly limitPercent: number;
    }
  /** The plan to apply was made for other systems or fields. */
  | { readonly kind: 'plan-outdated' }
  /** SCM has none of the profiles of `sslTypeIds`. */
  | {
      readonly kind: 'profiles-unknown';
      readonly unknown: readonly number[];
      /** Those that SCM has. */
      readonly profiles: readonly Profile[];
      /** SCM has others, whose ids can't be read. */
      readonly hasUnreadable: boolean;
    }
  /** `keyfactorAddedSince` is in the future, so that no certificate can match. */
  | { readonly kind: 'added-since-ahead'; readonly addedSince: string }
  /** Command has no certificate of the issuer, while SCM has some in scope. */
  | {
      readonly kind: 'issuer-unknown';
      readonly term: string;
      /** Certificates of SCM in scope. */
      readonly sectigo: number;
      /** Those that Command has, the most frequent first. */
      readonly issuers: readonly IssuerCount[];
      /** Command has more certificates than were looked at. */
      readonly isCut: boolean;
    }
  /** Command has certificates of the issuer, and SCM has none of them in scope. */
  | {
      readonly kind: 'nothing-matched';
      readonly sectigo: number;
      readonly keyfactor: number;
      readonly sslTypeIds: readonly number[];
      readonly profiles: readonly Profile[];
    };

/** A certificate profile of SCM. */
export interface Profile {
  readonly id: number;
  readonly name: string;
}

/** How many certificates Command has of an issuer. */
export interface IssuerCount {
  readonly issuerDn: string;
  readonly certificates: number;
}

/** A field of the configuration that does not go with what the systems hold. */
export interface FieldProblem {
  readonly message: string;
  readonly remedy: string;
}

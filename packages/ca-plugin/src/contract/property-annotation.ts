/** How the gateway's portal shows a setting. */
export interface PropertyAnnotation {
  /** Sentences for the administrator. */
  readonly comments: string;
  /** Not shown in clear text. */
  readonly hidden: boolean;
  readonly defaultValue: string | number | boolean;
  readonly type: 'String' | 'Number' | 'Boolean' | 'Secret' | 'ClientCertificate';
}

/** Settings by name, in the order to show them in. */
export type PropertyAnnotations = Readonly<Record<string, PropertyAnnotation>>;

/** Something that is wrong with settings. */
export interface SettingProblem {
  /** Name of the setting; null if the problem is not of a single one. */
  readonly setting: string | null;
  /** A sentence with the remedy. */
  readonly message: string;
}

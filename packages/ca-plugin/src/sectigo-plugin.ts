import type { TemplateSettingName } from './catalog/template-settings.ts';
import type { SectigoConnection, SettingName } from './connection/sectigo-connection.ts';
import type {
  CaPlugin,
  ConfigurableCaPlugin,
  FindingOptions,
  IssuerDownload,
  OrderLookUp,
  ProductCatalog,
  RequestSearch,
} from './contract/ca-plugin.ts';
import type { PropertyAnnotation, SettingProblem } from './contract/property-annotation.ts';

/** The plugin for Sectigo Certificate Manager: the contract with every capability, and settings by their names. */
export interface SectigoPlugin
  extends CaPlugin,
    ProductCatalog,
    RequestSearch,
    ConfigurableCaPlugin,
    OrderLookUp,
    IssuerDownload {
  /** Describes the settings of a connection. */
  getCAConnectorAnnotations(): Readonly<Record<SettingName, PropertyAnnotation>>;
  /** Describes the settings of a product. */
  getTemplateParameterAnnotations(): Readonly<Record<TemplateSettingName, PropertyAnnotation>>;
  /** Lists everything that is wrong with a connection; connects where nothing is and it is enabled. */
  validateCAConnectionInfo(
    connection: SectigoConnection,
    options?: FindingOptions,
  ): Promise<readonly SettingProblem[]>;
  /** Sets the connection to use, instead of an earlier one. Throws if it is not valid; nothing is sent yet. */
  initialize(connection: SectigoConnection): Promise<void>;
}

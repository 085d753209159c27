import {
  type DistinguishedName,
  isNameProblem,
  type NameProblem,
  parseDistinguishedName,
  parseSerialNumber,
} from '@certbridge/certificate';
import { readTemplateSettings, type TemplateSettings } from '../catalog/template-settings.ts';
import type { EnrollmentRequest, EnrollmentType } from '../contract/enrollment.ts';
import type { PluginContext } from '../plugin-context.ts';
import { chooseNames, type OrderNames } from './choose-names.ts';
import { readHostNames } from './names.ts';
import { gatewayParameters, parameterOf } from './parameters.ts';
import type { Csr } from './read-verified-csr.ts';
import { isRefusal, type OrderRefusal, refuse } from './refusal.ts';
import { readExternalRequester, requesterComment } from './requester.ts';

/** A request in which nothing is wrong that can be checked without SCM. */
export interface CheckedEnrollment {
  readonly type: EnrollmentType;
  readonly keepsCustomFields: boolean;
  readonly csr: Csr;
  /** The host's, or else the CSR's. */
  readonly subject: DistinguishedName;
  readonly names: OrderNames;
  readonly productId: string;
  readonly notAfter: Date | undefined;
  readonly template: TemplateSettings;
  readonly parameters: Readonly<Record<string, string>>;
  readonly externalRequester: string | undefined;
  readonly comment: string | undefined;
  /** Canonical; undefined with New. */
  readonly priorSerialNumber: string | undefined;
  /** Days. */
  readonly renewalWindow: number;
}

/** Checks everything of a request that can be checked without SCM. */
export function checkEnrollment(
  request: EnrollmentRequest,
  csr: Csr,
  { settings, wording }: Pick<PluginContext, 'settings' | 'wording'>,
): CheckedEnrollment | OrderRefusal {
  const { productId, parameters } = request.productInfo;
  const { settings: template, problems } = readTemplateSettings(parameters);
  const [flaw] = problems;
  if (flaw !== undefined) return refuse(flaw.message);
  const { notAfter } = request;
  if (Number.isNaN(notAfter?.getTime())) return refuse('notAfter is not a date.');
  const hostSubject = parseDistinguishedName(request.subject);
  if (isNameProblem(hostSubject)) return refuseSubject(hostSubject);
  const alternativeNames = readHostNames({ ...request.san });
  if (isRefusal(alternativeNames)) return { ...alternativeNames, about: 'names' };
  const { multiDomain } = template;
  const names = chooseNames({ csr, subject: hostSubject, alternativeNames, multiDomain, wording });
  if (isRefusal(names)) return { ...names, about: 'names' };
  const externalRequester = readExternalRequester(parameters, settings.externalRequestorFieldName, wording);
  if (isRefusal(externalRequester)) return externalRequester;
  const priorSerialNumber = readPriorSerialNumber(request);
  if (isRefusal(priorSerialNumber)) return priorSerialNumber;
  return {
    type: request.enrollmentType,
    keepsCustomFields: request.keepsCustomFields ?? false,
    csr,
    subject: hostSubject.length > 0 ? hostSubject : csr.subject,
    names,
    productId,
    notAfter,
    template,
    parameters,
    externalRequester,
    comment: requesterComment(parameters),
    priorSerialNumber,
    renewalWindow: template.renewalWindow,
  };
}

function readPriorSerialNumber({
  enrollmentType,
  productInfo,
}: EnrollmentRequest): string | undefined | OrderRefusal {
  if (enrollmentType === 'New') return undefined;
  const text = parameterOf(productInfo.parameters, gatewayParameters.priorSerialNumber);
  if (text === undefined) return undefined;
  return (
    parseSerialNumber(text) ??
    refuse(`${gatewayParameters.priorSerialNumber} must be a serial number in hexadecimal.`)
  );
}

function refuseSubject({ expected, position }: NameProblem): OrderRefusal {
  return refuse(
    `The subject can't be read: expected ${expected} at character ${position + 1}. Write it as in RFC 4514, with "\\" before a comma inside a value.`,
  );
}

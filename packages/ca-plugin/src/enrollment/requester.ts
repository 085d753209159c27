import { type ParameterWording, templateWording } from '../contract/parameter-wording.ts';
import { gatewayParameters, parameterOf } from './parameters.ts';
import { type OrderRefusal, refuse } from './refusal.ts';

type Parameters = Readonly<Record<string, string>>;

/** The addresses of a requester, undefined where there are none, or why nothing is ordered. */
export type ExternalRequesterResult = string | undefined | OrderRefusal;

/** Limits of the API. [SCM API documentation 25.5, "Enroll"] */
const longestRequester = 512;
const longestComment = 1024;

const address = /^[^\s@,;<>"]+@[^\s@,;<>"]+$/;

/**
 * Reads the requester's e-mail addresses from the configured field, as SCM takes them; undefined where there are none. The
 * message of a refusal doesn't repeat them.
 */
export function readExternalRequester(
  parameters: Parameters,
  fieldName: string | undefined,
  wording: ParameterWording = templateWording,
): ExternalRequesterResult {
  const text = fieldName === undefined ? undefined : parameterOf(parameters, fieldName);
  if (text === undefined) return undefined;
  const addresses = text
    .split(/[,;]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const requester = addresses.join(', ');
  if (
    addresses.length > 0 &&
    addresses.every((one) => address.test(one)) &&
    requester.length <= longestRequester
  )
    return requester;
  return refuse(
    `${wording.field(fieldName ?? '')} must hold an e-mail address, or several separated by commas, of at most ${longestRequester} characters together.`,
  );
}

/** Writes the comment with the requester in Command; undefined if that is unknown. */
export function requesterComment(parameters: Parameters): string | undefined {
  const name = parameterOf(parameters, gatewayParameters.requester);
  return name === undefined ? undefined : `CERTIFICATE_REQUESTOR: ${name}`.slice(0, longestComment);
}

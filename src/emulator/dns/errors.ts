import type { Answer } from '../answer.ts';
import { ApiError, legacyAnswer } from '../errors.ts';
import type { Json } from '../json.ts';

/** 404 in the words of Cloud DNS (hashicorp/terraform-provider-google, sigstore-the-hard-way#10). */
export function unknownResource(parameter: string, name: string): ApiError {
  return new ApiError({
    http: 404,
    reason: 'notFound',
    message: `The 'parameters.${parameter}' resource named '${name}' does not exist.`,
  });
}

/** 409 in the words of Cloud DNS (terraform-provider-google#9112, terraform-google-network#623). */
export function taken(entity: string, name: string): ApiError {
  return new ApiError({
    http: 409,
    reason: 'alreadyExists',
    message: `The resource '${entity}' named '${name}' already exists`,
  });
}

/** 400: a value that cannot be (mantl#1082). */
export function invalidValue(at: string, value: Json | undefined): ApiError {
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
  return new ApiError({
    http: 400,
    reason: 'invalid',
    message: `Invalid value for '${at}': '${shown}'`,
  });
}

/** 400: a zone that still holds records of its users (tetrate-service-bridge-sandbox#256). */
export function zoneNotEmpty(zone: string): ApiError {
  return new ApiError({
    http: 400,
    reason: 'containerNotEmpty',
    message: `The resource named '${zone}' cannot be deleted because it contains one or more 'resource records'.`,
  });
}

/** Two private zones for one name on one network. assumption: that it is refused is documented, its words are ours. */
export function networkConflict(network: string, other: string): ApiError {
  return new ApiError({
    http: 400,
    reason: 'networkConflict',
    message: `Network '${network}' cannot be bound to this zone because it would conflict with existing zones with the same dns suffix: ['${other}']`,
  });
}

/** An alias beside other records of the same name. assumption: the words are as remembered, not recorded. */
export function aliasConflict(entity: string, name: string): ApiError {
  return new ApiError({
    http: 400,
    reason: 'cnameResourceRecordSetConflict',
    message: `The resource record set '${entity}' is invalid because the DNS name '${name}' may have either one CNAME resource record set or resource record sets of other types, but not both.`,
  });
}

/** Refusals as Cloud DNS writes them: of a missing permission it says nothing but that (terraform-google-cloud-dns#31). */
export function dnsAnswer(error: ApiError): Answer {
  const { parts } = error;
  return parts.reason === 'forbidden'
    ? legacyAnswer(new ApiError({ ...parts, message: 'Forbidden' }))
    : legacyAnswer(error);
}

/** A domain name with its final dot, a wildcard or underscores in front included. */
export function isDnsName(name: string): boolean {
  return name.length <= 254 && /^(\*\.)?([a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?\.)+$/i.test(name);
}

/** Whether a name lies in a zone. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 &&
    parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  );
}

function isIpv6(text: string): boolean {
  return /^[0-9a-f:.]+$/i.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`);
}

/** Whether record data fit their type; of types that are not addresses only that there is something. */
export function isRecordData(type: string, data: string): boolean {
  switch (type) {
    case 'A':
      return isIpv4(data);
    case 'AAAA':
      return isIpv6(data);
    case 'CNAME':
      return isDnsName(data);
    default:
      return data !== '';
  }
}

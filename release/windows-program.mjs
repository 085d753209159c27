import { NtExecutable, NtExecutableResource, Resource } from 'resedit';

const language = { lang: 0x0409, codepage: 1200 };

/**
 * Gives a copy of node.exe the name and version of the program, and takes the signature of Node.js off: it no longer holds
 * for what is put into the file, and Windows trusts a wrong signature less than none.
 *
 * @param {Buffer} node
 * @param {{version: string}} program
 */
export function brandWindowsProgram(node, { version }) {
  const executable = NtExecutable.from(node, { ignoreCert: true });
  const resources = NtExecutableResource.from(executable);
  const [info] = Resource.VersionInfo.fromEntries(resources.entries);
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  info.setFileVersion(major, minor, patch, 0);
  info.setProductVersion(major, minor, patch, 0);
  info.setStringValues(language, {
    CompanyName: 'Certbridge',
    FileDescription: 'Certbridge, for Sectigo Certificate Manager and Keyfactor Command',
    InternalName: 'certbridge',
    LegalCopyright: 'Apache-2.0; see third-party-notices.txt for Node.js and what else is in it',
    OriginalFilename: 'certbridge.exe',
    ProductName: 'Certbridge',
  });
  info.outputToResourceEntries(resources.entries);
  resources.outputResource(executable);
  return Buffer.from(executable.generate());
}

/**
 * Reads what a Windows program says of itself in its headers and resources.
 *
 * @param {Buffer} file
 */
export function describeWindowsProgram(file) {
  const executable = NtExecutable.from(file, { ignoreCert: true });
  const resources = NtExecutableResource.from(executable);
  const { machine } = executable.newHeader.fileHeader;
  const { subsystem } = executable.newHeader.optionalHeader;
  const signature = executable.newHeader.optionalHeaderDataDirectory.get(4);
  const [info] = Resource.VersionInfo.fromEntries(resources.entries);
  return {
    machine: machine === 0x8664 ? 'x64' : `0x${machine.toString(16)}`,
    subsystem: subsystem === 3 ? 'console' : `${subsystem}`,
    isSigned: signature.size > 0,
    hasProgram: resources.entries.some(({ id }) => id === 'NODE_SEA_BLOB'),
    product: info.getStringValues(language).ProductName,
    version: info.getStringValues(language).ProductVersion,
  };
}

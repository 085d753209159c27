/**
 * Attribute types by arc: the last number of the OID, the name used here, and other names, unique ignoring case. It has every name
 * that OpenSSL (and so Node) prints for types of these arcs, except `uid`, see `fromNodeName`; and others that programs write.
 */
const arcs: Readonly<Record<string, string>> = {
  // X.520; RFC 4519, section 2; Windows writes S, E, G, I, T, and Java DNQ and GENERATION.
  '2.5.4': `
    3 CN commonName
    4 surname SN
    5 serialNumber
    6 C countryName
    7 L localityName
    8 ST S stateOrProvinceName
    9 street streetAddress
    10 O organizationName
    11 OU organizationalUnitName
    12 title T
    13 description
    14 searchGuide
    15 businessCategory
    16 postalAddress
    17 postalCode
    18 postOfficeBox
    19 physicalDeliveryOfficeName
    20 telephoneNumber
    21 telexNumber
    22 teletexTerminalIdentifier
    23 facsimileTelephoneNumber
    24 x121Address
    25 internationaliSDNNumber
    26 registeredAddress
    27 destinationIndicator
    28 preferredDeliveryMethod
    29 presentationAddress
    30 supportedApplicationContext
    31 member
    32 owner
    33 roleOccupant
    34 seeAlso
    35 userPassword
    36 userCertificate
    37 cACertificate
    38 authorityRevocationList
    39 certificateRevocationList
    40 crossCertificatePair
    41 name
    42 givenName G GN
    43 initials I
    44 generationQualifier generation
    45 x500UniqueIdentifier
    46 dnQualifier DNQ
    47 enhancedSearchGuide
    48 protocolInformation
    49 distinguishedName
    50 uniqueMember
    51 houseIdentifier
    52 supportedAlgorithms
    53 deltaRevocationList
    54 dmdName
    65 pseudonym
    72 role
    97 organizationIdentifier
    98 c3 countryCode3c
    99 n3 countryCode3n
    100 dnsName`,
  // RFC 4519 and RFC 4524, once RFC 1274.
  '0.9.2342.19200300.100.1': `
    1 UID userId
    2 textEncodedORAddress
    3 mail rfc822Mailbox
    4 info
    5 favouriteDrink
    6 roomNumber
    7 photo
    8 userClass
    9 host
    10 manager
    11 documentIdentifier
    12 documentTitle
    13 documentVersion
    14 documentAuthor
    15 documentLocation
    20 homeTelephoneNumber
    21 secretary
    22 otherMailbox
    23 lastModifiedTime
    24 lastModifiedBy
    25 DC domainComponent
    26 aRecord
    27 pilotAttributeType27
    28 mXRecord
    29 nSRecord
    30 sOARecord
    31 cNAMERecord
    37 associatedDomain
    38 associatedName
    39 homePostalAddress
    40 personalTitle
    41 mobileTelephoneNumber
    42 pagerTelephoneNumber
    43 friendlyCountryName
    44 uniqueIdentifier
    45 organizationalStatus
    46 janetMailbox
    47 mailPreferenceOption
    48 buildingName
    49 dSAQuality
    50 singleLevelQuality
    51 subtreeMinimumQuality
    52 subtreeMaximumQuality
    53 personalSignature
    54 dITRedirect
    55 audio
    56 documentPublisher`,
  // PKCS #9, RFC 2985.
  '1.2.840.113549.1.9': `
    1 emailAddress E email
    2 unstructuredName
    3 contentType
    4 messageDigest
    5 signingTime
    6 countersignature
    7 challengePassword
    8 unstructuredAddress
    9 extendedCertificateAttributes
    14 extReq
    15 SMIME-CAPS
    16 SMIME
    20 friendlyName
    21 localKeyID
    52 id-aa-CMSAlgorithmProtection`,
  // RFC 3739, section 3.2.2.
  '1.3.6.1.5.5.7.9': `
    1 id-pda-dateOfBirth dateOfBirth
    2 id-pda-placeOfBirth placeOfBirth
    3 id-pda-gender gender
    4 id-pda-countryOfCitizenship countryOfCitizenship
    5 id-pda-countryOfResidence countryOfResidence`,
  // EV Guidelines, section 9.2.4. EJBCA writes jurisdictionCountry, GnuTLS jurisdictionOfIncorporationCountryName.
  '1.3.6.1.4.1.311.60.2.1': `
    1 jurisdictionL jurisdictionLocalityName jurisdictionLocality jurisdictionOfIncorporationLocalityName
    2 jurisdictionST jurisdictionStateOrProvinceName jurisdictionState jurisdictionOfIncorporationStateOrProvinceName
    3 jurisdictionC jurisdictionCountryName jurisdictionCountry jurisdictionOfIncorporationCountryName`,
  // Microsoft.
  '1.3.6.1.4.1.311.17': `
    1 CSPName
    2 LocalKeySet`,
  '1.3.6.1.4.1.311.20.2': `
    2 msSmartcardLogin
    3 msUPN`,
  // Russian authorities, RFC 9215.
  '1.2.643.100': `
    1 OGRN
    3 SNILS
    5 OGRNIP
    111 subjectSignTool
    112 issuerSignTool
    113 classSignTool`,
  '1.2.643.3.131.1': `
    1 INN`,
};

// Bundlers leave the table out where nothing reads names.
const names = /* @__PURE__ */ namesOfTypes();

function namesOfTypes(): ReadonlyMap<string, string> {
  const all = Object.entries(arcs).flatMap(([arc, lines]) =>
    lines
      .trim()
      .toUpperCase()
      .split(/\n\s*/)
      .flatMap((line) => {
        const [number, name = '', ...others] = line.split(' ');
        return [`${arc}.${number}`, name, ...others].map((each) => [each, name] as const);
      }),
  );
  return new Map(all);
}

/** Returns the one spelling of an attribute type that names are compared by: `ST` for `S` and `2.5.4.8`. */
export function attributeType(type: string): string {
  const upper = type.toUpperCase();
  return names.get(upper) ?? upper;
}

import { CertText } from '../../shared/text/cert-text';
import { Hex } from '../../shared/text/hex';
import { Time } from '../../shared/text/time';
import { Fact, Facts } from '../../shared/ui/facts';
import { Badge } from '../../shared/ui/states';
import { keyOf } from './columns';
import type { Certificate } from './queries';
import { reasonWords } from './revocation';
import { toneOfEnd, toneOfState, toneOfValidation, wordsOf } from './states';

/** What the certificate says, and what is recorded beside it. */
export function CertificateFacts({ certificate }: { readonly certificate: Certificate }) {
  const { subjectDn, issuerDn, serialNumber, fingerprint, notBefore, notAfter, state, validationStatus } = certificate;
  const { revocation, subjectAlternativeNames: names } = certificate;
  return (
    <Facts>
      <Fact name="State">
        <Badge tone={toneOfState(state)}>{wordsOf(state)}</Badge>{' '}
        <Badge tone={toneOfValidation(validationStatus)}>{wordsOf(validationStatus)}</Badge>
        {certificate.archived && <Badge>archived</Badge>}
      </Fact>
      <Fact name="Ends">
        <Badge tone={toneOfEnd(notAfter, new Date())}>
          <Time at={notAfter} form="both" />
        </Badge>
      </Fact>
      <Fact name="Subject">
        <CertText>{subjectDn}</CertText>
      </Fact>
      <Fact name="Begins">
        <Time at={notBefore} form="both" />
      </Fact>
      <Fact name="Issuer">
        <CertText>{issuerDn}</CertText>
      </Fact>
      <Fact name="Key">{keyOf(certificate)}</Fact>
      <Fact name="Alternative names">
        {names.length === 0 ? (
          '–'
        ) : (
          <ul>
            {names.map((name) => (
              <li key={name}>
                <CertText>{name}</CertText>
              </li>
            ))}
          </ul>
        )}
      </Fact>
      <Fact name="Signature">{certificate.signatureAlgorithm}</Fact>
      <Fact name="Serial number">
        <Hex value={serialNumber} what="serial number" />
      </Fact>
      <Fact name="Extended key usage">
        <CertText>{certificate.extendedKeyUsageNames.join(', ')}</CertText>
      </Fact>
      <Fact name="SHA-256 fingerprint">
        <Hex value={fingerprint} what="fingerprint" />
      </Fact>
      <Fact name="Owner">
        <CertText>{certificate.ownerName ?? certificate.owner}</CertText>
      </Fact>
      <Fact name="Groups">
        <CertText>
          {(certificate.groupNames ?? certificate.groups).map((name) => name ?? '(hidden)').join(', ')}
        </CertText>
      </Fact>
      <Fact name="RA profile">
        <CertText>{certificate.raProfileName ?? certificate.raProfile}</CertText>
      </Fact>
      {revocation !== null && (
        <Fact name={revocation.reason === 'certificateHold' ? 'On hold' : 'Revoked'}>
          <Time at={revocation.revokedAt} form="both" />, {reasonWords(revocation.reason)}
          {revocation.recordedBy !== null && (
            <>
              , recorded by <CertText>{revocation.recordedBy.name}</CertText>
            </>
          )}
          {revocation.comment !== null && (
            <>
              : “<CertText>{revocation.comment}</CertText>”
            </>
          )}
        </Fact>
      )}
      {certificate.trustedCa !== null && (
        <Fact name="As a CA">{certificate.trustedCa ? 'trusted: chains may end here' : 'chains do not end here'}</Fact>
      )}
      {certificate.privateKey && <Fact name="Private key">is kept here</Fact>}
      <Fact name="Came by">{wordsOf(certificate.source)}</Fact>
      <Fact name="Here since">
        <Time at={certificate.createdAt} form="both" />
      </Fact>
      {certificate.customAttributes.map(({ name, content }) => (
        <Fact key={name} name={name}>
          <CertText>
            {content.map(({ data }) => (typeof data === 'string' ? data : JSON.stringify(data))).join(', ')}
          </CertText>
        </Fact>
      ))}
    </Facts>
  );
}

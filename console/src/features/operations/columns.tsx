import { Link } from '@tanstack/react-router';
import type { Column } from '../../shared/list/list-types';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge } from '../../shared/ui/states';
import type { Operation } from './queries';
import { askedOf, nameOfOperation, standingOf, toneOf } from './words';

export const operationColumns: readonly Column<Operation>[] = [
  {
    id: 'asked',
    header: 'What is asked',
    width: '11rem',
    cell: (operation) => (
      <Link to="/operations/$uuid" params={{ uuid: operation.uuid }} className="block truncate">
        {askedOf(operation)}
      </Link>
    ),
  },
  {
    id: 'name',
    header: 'Of',
    width: 'minmax(12rem, 2fr)',
    cell: (operation) =>
      operation.certificate === null ? (
        <CertText isCut>{nameOfOperation(operation)}</CertText>
      ) : (
        <PathLink to={`/certificates/${operation.certificate}`} className="block truncate">
          <CertText isCut>{nameOfOperation(operation)}</CertText>
        </PathLink>
      ),
  },
  {
    id: 'state',
    header: 'State',
    width: '10rem',
    cell: (operation) => <Badge tone={toneOf(operation.state)}>{standingOf(operation)}</Badge>,
  },
  {
    id: 'requester',
    header: 'By',
    width: '9rem',
    cell: ({ requester }) => <CertText isCut>{requester.name}</CertText>,
  },
  {
    id: 'createdAt',
    header: 'Since',
    sort: 'createdAt',
    width: '9rem',
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
  { id: 'finishedAt', header: 'Ended', width: '9rem', cell: ({ finishedAt }) => <Time at={finishedAt} /> },
  {
    id: 'message',
    header: 'Message',
    width: 'minmax(10rem, 2fr)',
    cell: ({ message }) => <CertText isCut>{message}</CertText>,
  },
  {
    id: 'result',
    header: 'Result',
    width: 'minmax(9rem, 1fr)',
    cell: ({ issuedCertificate, issuedCertificateName }) =>
      issuedCertificate === null ? (
        <span className="text-muted">–</span>
      ) : (
        <PathLink to={`/certificates/${issuedCertificate}`} className="block truncate">
          <CertText isCut>{issuedCertificateName ?? issuedCertificate}</CertText>
        </PathLink>
      ),
  },
  {
    id: 'approval',
    header: 'Approval',
    isOptional: true,
    width: '8rem',
    cell: ({ approvalUuid }) =>
      approvalUuid === null ? (
        <span className="text-muted">–</span>
      ) : (
        <PathLink to={`/approvals/${approvalUuid}`} className="underline">
          Open
        </PathLink>
      ),
  },
  {
    id: 'raProfile',
    header: 'RA profile',
    isOptional: true,
    width: '10rem',
    cell: ({ raProfileName, raProfile }) => <CertText isCut>{raProfileName ?? raProfile}</CertText>,
  },
  {
    id: 'subjectDn',
    header: 'Subject',
    isOptional: true,
    width: '16rem',
    cell: ({ subjectDn }) => <CertText isCut>{subjectDn}</CertText>,
  },
  {
    id: 'origin',
    header: 'Came by',
    isOptional: true,
    width: '8rem',
    cell: ({ origin }) => origin,
  },
];

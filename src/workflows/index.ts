/** What the worker of queue `certloom` can run: one name a kind, as the Temporal UI shows it. */
export { certificateUploaded } from './certificate-uploaded';
export { redelivery } from './redelivery';
export { uploadSweep } from './upload-sweep';
